import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { evaluate, formatEvaluation, loadJudgments, loadQrels, Qrels, Run } from 'tserini';
import { describe, expect, it } from 'vitest';
import { loadZScores } from '#tserini/eval/zscores.js';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
let files = 0;

async function file(contents: string | Uint8Array): Promise<string> {
  const path = join(folder(), `qrels${files++}`);
  await writeFile(path, contents);
  return path;
}

const lines = 'q1 0 a 2\nq1 0 b 0\nq2 0 a -1\nq2 0 c 1\n';
const plain = (qrels: Qrels) =>
  new Map(
    [...qrels.topics].map(([topic, { docids, levels }]) => [
      topic,
      new Map(Array.from(levels, (level, number) => [docids.docid(number), level])),
    ]),
  );

describe('loadQrels', () => {
  it.each([
    ['CRLF', lines.replaceAll('\n', '\r\n')],
    ['tabs', lines.replaceAll(' ', '\t')],
    ['runs of spaces', lines.replaceAll(' ', '   ')],
    ['comments and blank lines', `# judged by hand\n${lines}\n# end\n`],
    ['no newline at the end', lines.trimEnd()],
    ['gzip', gzipSync(lines)],
    ['whole numbers with a point', lines.replaceAll(/ (\d)\n/g, ' $1.0\n')],
    ['interleaved topics', lines.split('\n').filter(Boolean).reverse().join('\n')],
    [
      "BEIR's three columns with a header",
      `query-id\tcorpus-id\tscore\n${lines.replaceAll(' 0 ', '\t').replaceAll(' ', '\t')}`,
    ],
    ["BEIR's three columns without a header", lines.replaceAll(' 0 ', ' ')],
  ])('reads %s as it reads the plain file', async (_, contents) => {
    const found = plain(await loadQrels(await file(contents)));
    expect(found).toEqual(plain(await loadQrels(await file(lines))));
  });

  it.each([
    ['q1 0 a\nq1 0 b 1\n', /:2: 4 columns where qrels have 3/],
    ['q1 0 a 1\nq1 0 b\n', /:2: 3 columns where qrels have 4/],
    ['q1 a\n', /:1: 2 columns/],
    ['q1 0 a 1 extra\n', /:1: 5 columns/],
    ['q1 0 a high\n', /:1: the relevance is not a whole number up to 1000000: high/],
    ['q1 0 a 0.5\n', /:1: the relevance is not a whole number up to 1000000: 0.5/],
    ['q1 0 a 9999999\n', /:1: the relevance is not a whole number/],
    ['q1 0 a 1\nq1 0 a 0\n', /:2: docid a is judged twice for topic q1/],
    ['', /qrels are empty/],
  ])('refuses %j', async (contents, message) => {
    await expect(loadQrels(await file(contents))).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });
});

describe('a negative relevance', () => {
  it('means pooled but not judged: neither relevant nor judged otherwise, and a dot in relstring', async () => {
    const hits = ['a', 'b', 'c', 'x'].map((docid, rank) => ({ docid, score: -rank }));
    const names = ['relstring', 'num_rel', 'num_nonrel_judged_ret', 'unj.4', 'bpref', 'P.4'];
    const found = evaluate(
      await loadQrels(await file('q 0 a -1\nq 0 b 1\nq 0 c 0\n')),
      Run.from([['q', hits]]),
      names,
    );
    expect(found.topic('q')!.get('relstring')).toBe("'.10-'");
    expect(found.get('num_rel', 'q')).toBe(1);
    expect(found.get('num_nonrel_judged_ret', 'q')).toBe(1);
    expect(found.get('unj_4', 'q')).toBe(2 / 4);
    expect(found.get('bpref', 'q')).toBe(1);
    expect(found.get('P_4', 'q')).toBe(1 / 4);
  });
});

describe('inferred average precision', () => {
  it('takes half of the documents that are pooled and not judged as relevant, where nothing above was judged', async () => {
    const qrels = await loadQrels(await file('q 0 a -1\nq 0 b -1\nq 0 c 1\n'));
    const hits = ['a', 'b', 'c'].map((docid, rank) => ({ docid, score: -rank }));
    const found = evaluate(qrels, Run.from([['q', hits]]), ['infAP']);
    expect(found.get('infAP', 'q')).toBeCloseTo(1 / 3 + (2 / 3) * (1 / 2), 12);
  });
});

describe('what the library is given', () => {
  it('is held to what files are held to', () => {
    expect(() => Qrels.from([['q', { a: 0.5 }]])).toThrow(/relevance of a in topic q is not a whole number/);
    expect(() => Run.from([['q', [{ docid: 'a', score: Number.NaN }]]])).toThrow(/score of a in topic q/);
  });
});

describe('other judgments', () => {
  const run = Run.from([['q1', ['a', 'b', 'c', 'd'].map((docid, rank) => ({ docid, score: -rank }))]]);

  it('refuses preferences that contradict themselves', async () => {
    const contradictions = [
      'q1 u s a 2\nq1 u s b 1\nq1 u s a 1\n',
      'q1 u s a 2\nq1 u s b 1\nq1 u t b 2\nq1 u t a 1\n',
      'q1 u s a 2\nq1 u s b 1\nq1 u t b 2\nq1 u t c 1\nq1 u v c 2\nq1 u v a 1\n',
      'q1 u s a 0\nq1 u s b 1\nq1 u t a 1\nq1 u t c 2\n',
      'q1 u s a 2\nq1 u s b 1\nq1 u t a 0\nq1 u t c 1\n',
      // Not among the first.
      'q1 u s a 3\nq1 u s x 2\nq1 u s y 1\nq1 u t y 2\nq1 u t x 1\n',
    ];
    for (const contents of contradictions) {
      const judgments = await loadJudgments(await file(contents), 'prefs');
      expect(() => evaluate(judgments, run, ['prefs_simp'])).toThrow(
        expect.objectContaining({
          code: 'INPUT',
          message: expect.stringMatching(/contradict themselves in topic q1, group u/),
        }),
      );
    }
  });

  it('lets users contradict each other', async () => {
    const judgments = await loadJudgments(
      await file('q1 u s a 2\nq1 u s b 1\nq1 v s b 2\nq1 v s a 1\n'),
      'prefs',
    );
    const evaluation = evaluate(judgments, run, ['prefs_simp', 'prefs_pair', 'prefs_avgjg']);
    for (const [, value] of evaluation.overall) expect(value).toBe(1 / 2);
  });

  it('counts preferences that follow from others', async () => {
    const chain = 'q1 u s a 2\nq1 u s b 1\nq1 u t b 2\nq1 u t c 1\n';
    const whole = 'q1 u s a 3\nq1 u s b 2\nq1 u s c 1\n';
    const print = async (contents: string) =>
      formatEvaluation(evaluate(await loadJudgments(await file(contents), 'prefs'), run, ['all_prefs']));
    expect(await print(chain)).toBe(await print(whole));
  });

  it('takes qrels of one group as plain qrels', async () => {
    const path = await file('q1 0 a 1\nq1 0 c 2\nq1 0 d 0\n');
    const grouped = evaluate(await loadJudgments(path, 'qrels_jg'), run, ['map_avgjg', 'P_avgjg.2']);
    const one = evaluate(await loadJudgments(path), run, ['map', 'P.2']);
    expect(grouped.get('map_avgjg')).toBe(one.get('map'));
    expect(grouped.get('P_avgjg_2')).toBe(one.get('P_2'));
  });

  it('refuses a document judged twice in a group, and takes it in two groups', async () => {
    await expect(loadJudgments(await file('q1 u a 1\nq1 u a 1\n'), 'qrels_jg')).rejects.toThrow(
      /:2: .* group u/,
    );
    await loadJudgments(await file('q1 u a 1\nq1 v a 1\n'), 'qrels_jg');
  });

  it('says which format a measure needs', async () => {
    const qrels = await loadQrels(await file(lines));
    const needs = (value: string, message: string) =>
      expect.objectContaining({ code: 'USAGE', value, message: `${value} needs ${message}` });
    const prefs = '-R prefs or -R qrels_prefs; the judgments are read as qrels';
    expect(() => evaluate(qrels, run, ['prefs_simp'])).toThrow(needs('prefs_simp', prefs));
    expect(() => evaluate(qrels, run, ['map_avgjg'])).toThrow(
      needs('map_avgjg', '-R qrels_jg; the judgments are read as qrels'),
    );
    const preferences = await loadJudgments(await file(lines), 'qrels_prefs');
    expect(() => evaluate(preferences, run, ['map'])).toThrow(
      needs('map', '-R qrels; the judgments are read as qrels_prefs'),
    );
  });
});

describe('z-scores', () => {
  it('are the deviation from the mean in standard deviations', async () => {
    const qrels = await loadQrels(await file(lines));
    const run = Run.from([['q1', [{ docid: 'a', score: 1 }]]]);
    const zscores = await loadZScores(await file('q1 map 0.5 0.25\n\nq1 P_5 0.2 0\nq1 P_10 0.9 0\n'));
    const found = evaluate(qrels, run, ['runid', 'map', 'P.5,10', 'relstring', 'recall.5'], { zscores });
    expect(found.get('map', 'q1')).toBe((1 - 0.5) / 0.25);
    expect(found.get('P_5', 'q1')).toBe(0);
    const scored = [...found.topicLines('q1'), ...found.summaryLines()].filter(({ isZScore }) => isZScore);
    expect(scored.map(({ name }) => name)).toEqual(
      ['q1', 'all'].flatMap(() => ['map', 'P_5', 'P_10', 'recall_5']),
    );
    // Without a reference, or one that it cannot be measured by, trec_eval says -1000000.
    expect(found.get('P_10', 'q1')).toBe(found.get('recall_5', 'q1'));
  });

  it.each(['q1 map 0.5\n', 'q1 map half 1\n', 'q1 map 1 half\n', 'q1 map 0.5 1 2\n', '\n', ''])(
    'refuses %j',
    async (contents) => {
      await expect(loadZScores(await file(contents))).rejects.toMatchObject({ code: 'INPUT' });
    },
  );
});
