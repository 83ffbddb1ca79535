import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate, evaluateFile, loadJudgments, Qrels, Run } from 'tserini';
import { describe, expect, it } from 'vitest';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();

const qrels = Qrels.from([
  ['q2', { a: 1, b: 1 }],
  ['q1', { a: 1, b: 0 }],
  ['q3', { c: 1 }],
]);
const hits = (...docids: string[]) => docids.map((docid, rank) => ({ docid, score: -rank }));
const run = Run.from([
  ['q2', hits('b', 'x')],
  ['q1', hits('x', 'a')],
  ['q4', hits('a')],
]);
const names = ['runid', 'num_q', 'num_ret', 'map', 'gm_map', 'relstring', 'P.1,2'];

describe('Evaluation', () => {
  it('gives each value by its name, its topic, and in the order of the topics', () => {
    const found = evaluate(qrels, run, names);
    expect(found.topics).toEqual(['q1', 'q2']);
    expect([found.get('map', 'q1'), found.get('map', 'q2'), found.get('map')]).toEqual([1 / 2, 1 / 2, 1 / 2]);
    expect([...found.perTopic('P_1')!]).toEqual([0, 1]);
    expect([...found.perTopic('P_2')!]).toEqual([1 / 2, 1 / 2]);
    expect([...found.topic('q1')!.keys()]).toEqual(['num_ret', 'map', 'P_1', 'P_2', 'relstring']);
    expect([...found.overall.keys()]).toEqual(['runid', 'num_q', 'num_ret', 'map', 'gm_map', 'P_1', 'P_2']);
    expect(found.get('num_ret')).toBe(4);
  });

  it('says undefined for what it has not, and for a text where a number is asked for', () => {
    const found = evaluate(qrels, run, names);
    for (const [name, topic] of [['ndcg'], ['map', 'q3'], ['ndcg', 'q1'], ['runid'], ['relstring', 'q1']]) {
      expect(found.get(name!, topic)).toBeUndefined();
    }
    for (const name of ['ndcg', 'runid', 'num_q', 'relstring']) expect(found.perTopic(name)).toBeUndefined();
    expect(found.topic('q3')).toBeUndefined();
    expect(found.topicLines('q3')).toEqual([]);
  });

  it('says which values are counts, and what of run and judgments does not belong together', () => {
    const found = evaluate(qrels, run, names);
    const counts = (lines: readonly { name: string; isCount: boolean }[]) =>
      lines.filter(({ isCount }) => isCount).map(({ name }) => name);
    expect(counts(found.topicLines('q1'))).toEqual(['num_ret']);
    expect(counts(found.summaryLines())).toEqual(['num_q', 'num_ret']);
    expect([found.unjudgedTopics, found.missingTopics]).toEqual([1, 1]);
  });

  it('counts a topic without documents as 0, also where no topic has any', () => {
    const half = Run.from([
      ['q2', hits('a', 'b')],
      ['q1', []],
    ]);
    const found = evaluate(qrels, half, ['num_q', 'num_ret', 'map']);
    expect(found.topics).toEqual(['q1', 'q2']);
    expect([found.get('map', 'q1'), found.get('map'), found.get('num_ret')]).toEqual([0, 1 / 2, 2]);
    const none = evaluate(qrels, Run.from([['q1', []]]), ['num_q', 'map', 'num_rel']);
    expect([none.get('num_q'), none.get('map'), none.get('num_rel')]).toEqual([1, 0, 1]);
    expect(() => evaluate(qrels, Run.from([['q9', []]]), ['map'])).toThrow(
      /no topic of the run is in the qrels/,
    );
  });

  it('of one topic alone leaves the others out, also with those that the run lacks', () => {
    for (const complete of [false, true]) {
      const found = evaluate(qrels, run, names, { complete, onlyTopic: 'q2' });
      expect(found.topics).toEqual(['q2']);
      expect([found.get('num_q'), found.get('P_1')]).toEqual([1, 1]);
    }
  });

  it('says with 9.0.4 what it says with 10.0 of all topics together, and lists those of the run alone, in order', () => {
    // Of a topic that the run lacks 9.0.4 takes the number of relevant documents, and else 0 or the least value.
    const both = ['num_q', 'num_rel', 'num_ret', 'num_rel_ret', 'map', 'gm_map', 'gm_bpref', 'relstring'];
    const [old, now] = (['9.0.4', '10.0'] as const).map((compat) =>
      evaluate(qrels, run, both, { complete: true, compat }),
    );
    expect(old!.overall).toEqual(now!.overall);
    expect([old!.topics, now!.topics]).toEqual([
      ['q1', 'q2'],
      ['q1', 'q2', 'q3'],
    ]);
    expect(old!.topicLines('q2')).toEqual(now!.topicLines('q2'));
    // One that is not 0 for a topic without relevant documents found.
    const yaap = evaluate(qrels, run, ['yaap'], { complete: true, compat: '9.0.4' });
    const sum = yaap.get('yaap', 'q1')! + yaap.get('yaap', 'q2')!;
    expect(yaap.get('yaap')).toBeCloseTo(sum / 3, 12);
  });

  it.each([-1, 2.5, Number.NaN])('refuses the depth %s', (depth) => {
    expect(() => evaluate(qrels, run, names, { depth })).toThrow(
      expect.objectContaining({ code: 'USAGE', value: depth }),
    );
  });

  it('of a file is that of the run in memory', async () => {
    const path = join(folder(), 'run');
    const lines = [...run.topics.values()].flatMap((topic) =>
      topic
        .hits()
        .map(({ docid, score }, rank) => `${topic.topic} Q0 ${docid} ${rank + 1} ${score} ${run.tag}\n`),
    );
    await writeFile(path, lines.join(''));
    const fromFile = await evaluateFile(qrels, path, names);
    expect(fromFile.summaryLines()).toEqual(evaluate(qrels, run, names).summaryLines());
    const official = evaluate(qrels, run, ['official']).summaryLines();
    expect(evaluate(qrels, run).summaryLines()).toEqual(official);
    expect((await evaluateFile(qrels, path)).summaryLines()).toEqual(official);
  });
});

describe('documents without a judgment', () => {
  it.each([
    ['qrels', 'q 0 a 1\nq 0 b 0\n'],
    ['qrels_jg', 'q u a 1\nq v b 0\n'],
    ['prefs', 'q u s a 1\nq v s b 0\n'],
    ['qrels_prefs', 'q u a 1\nq v b 0\n'],
  ] as const)('are found by any line of %s', async (format, lines) => {
    const path = join(folder(), format);
    await writeFile(path, lines);
    const judgments = await loadJudgments(path, format);
    const mixed = Run.from([['q', hits('a', 'x', 'b', 'y')]]);
    const share = (removeUnjudged: boolean) =>
      evaluate(judgments, mixed, ['num_q', 'judged.1,3'], { removeUnjudged });
    expect([share(false).get('judged_1'), share(false).get('judged_3')]).toEqual([1, 2 / 3]);
    expect([share(true).get('judged_1'), share(true).get('judged_3')]).toEqual([1, 1]);
    // Topics without any judgment are left out.
    const more = evaluate(judgments, Run.from([...['q', 'z'].map((id) => [id, hits('a')] as const)]), [
      'num_q',
    ]);
    expect([more.topics, more.unjudgedTopics]).toEqual([['q'], 1]);
    // A topic of which nothing is left is no topic.
    const nothing = Run.from([['q', hits('x')]]);
    expect(() => evaluate(judgments, nothing, ['num_q'], { removeUnjudged: true })).toThrow(/no topic/);
  });
});
