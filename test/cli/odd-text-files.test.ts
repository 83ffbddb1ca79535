import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  evaluate,
  evaluateFile,
  evaluateMsMarcoPassage,
  loadJudgments,
  loadQrels,
  loadRun,
  readTopics,
  writeRun,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { command as compare } from '#tserini/cli/commands/eval-compare.js';
import { command as toTrec } from '#tserini/cli/commands/eval-convert-msmarco-to-trec.js';
import { command as toMsMarco } from '#tserini/cli/commands/eval-convert-trec-to-msmarco.js';
import { command as trecEval } from '#tserini/cli/commands/eval-trec-eval.js';
import { command as fusion } from '#tserini/cli/commands/fusion.js';
import { command as topics } from '#tserini/cli/commands/topics.js';
import { readConfig } from '#tserini/cli/config-file.js';
import { type ReadOptions, readRecords } from '#tserini/corpus/records.js';
import { loadTokenizer } from '#tserini/model/tokenizer/load-tokenizer.js';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
let files = 0;

async function file(contents: string | Buffer, name = `file${files++}`): Promise<string> {
  const path = join(folder(), name);
  await writeFile(path, contents);
  return path;
}

async function recordsOf(path: string, options?: ReadOptions) {
  const records = [];
  for await (const record of readRecords(path, options)) records.push(record);
  return records;
}

const qrels = 'A 0 d1 1\nA 0 d2 2\nB 0 d1 1\n';
const run = 'A Q0 d1 1 3 t\nA Q0 d2 2 2 t\nB Q0 d1 1 1 t\n';
const msmarco = 'A\td1\t1\nA\td2\t2\nB\td1\t1\n';

const marked: readonly (readonly [string, (text: string) => string | Buffer])[] = [
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['one inside of gzip', (text) => gzipSync(`\ufeff${text}`)],
  ['files joined, each with one', (text) => text.replace(/^/gm, '\ufeff').replace(/\ufeff$/, '')],
];

describe.each(marked)('%s', (_, odd) => {
  const both = async (text: string) => [await file(text), await file(odd(text))] as const;

  it('changes no evaluation, comparison, fusion or conversion', async () => {
    const [judgments, oddJudgments] = await both(qrels);
    const [plain, oddRun] = await both(run);
    const [triples, oddTriples] = await both(msmarco);
    const evaluated = async (...paths: string[]) => (await runCommand('x', trecEval, ['-q', ...paths])).out;
    expect(await evaluated(oddJudgments, oddRun)).toBe(await evaluated(judgments, plain));
    const compared = async (path: string, first: string) =>
      (await runCommand('x', compare, ['--qrels', path, '--runs', first, plain, '--json'])).out.replaceAll(
        /"run": ".*"/g,
        '',
      );
    expect(await compared(oddJudgments, oddRun)).toBe(await compared(judgments, plain));
    const written = async (command: typeof fusion, ...args: string[]) => {
      const output = join(folder(), `out${files++}`);
      await runCommand('x', command, [...args, '--output', output]);
      return readFile(output, 'utf8');
    };
    expect(await written(fusion, '--runs', oddRun, plain)).toBe(
      await written(fusion, '--runs', plain, plain),
    );
    expect(await written(toMsMarco, '--input', oddRun)).toBe(await written(toMsMarco, '--input', plain));
    expect(await written(toTrec, '--input', oddTriples)).toBe(await written(toTrec, '--input', triples));
    const loaded = await loadQrels(oddJudgments);
    expect(await evaluateMsMarcoPassage(loaded, oddTriples)).toEqual(
      await evaluateMsMarcoPassage(await loadQrels(judgments), triples),
    );
    for (const [format, text] of [
      ['prefs', 'A u 0 d1 2\nA u 0 d2 1\n'],
      ['qrels_jg', qrels],
    ] as const) {
      const [first, second] = await both(text);
      expect(await loadJudgments(second, format)).toEqual(await loadJudgments(first, format));
    }
  });

  it('changes no topics and no corpus', async () => {
    for (const text of [
      'b\tred\na\tgreen\n',
      '{"id": "b", "title": "red"}\n{"id": "a", "text": "green"}\n',
    ]) {
      const [plain, second] = await both(text);
      expect(await readTopics(second)).toEqual(await readTopics(plain));
    }
    const [plain, second] = await both('{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n');
    expect(await recordsOf(second)).toEqual(await recordsOf(plain));
  });
});

it('skips a byte order mark in the configuration, in JSON and in a vocabulary', async () => {
  const path = await file('\ufefftopics:\n  topics: x\n', 'tserini.yaml');
  expect(await readConfig(path, 'topics', topics, ['topics'])).toEqual({ topics: 'x' });
  const model = join(folder(), 'model');
  await mkdir(model);
  await writeFile(join(model, 'vocab.txt'), '\ufeff[PAD]\r[UNK]\r[CLS]\r[SEP]\r[MASK]\rred\r');
  await writeFile(join(model, 'tokenizer_config.json'), '\ufeff{"do_lower_case": true}');
  expect((await loadTokenizer(model)).vocabulary).toEqual([
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    'red',
  ]);
});

const encodings: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['Latin-1', (text) => Buffer.from(text.replace(/(?=\n)/, 'é'), 'latin1')],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a mark', (text) => Buffer.from(text, 'utf16le')],
  ['big-endian UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  [
    'UTF-32',
    (text) =>
      Buffer.concat(
        Array.from(`\ufeff${text}`, (c) => Buffer.from([c.charCodeAt(0), c.charCodeAt(0) >> 8, 0, 0])),
      ),
  ],
];

describe.each(encodings)('%s', (_, encode) => {
  const readers: readonly (readonly [string, string, (path: string) => Promise<unknown>])[] = [
    ['run', run, loadRun],
    ['run.tsv', msmarco, loadRun],
    ['qrels', qrels, loadQrels],
    ['prefs', 'A u 0 d1 2\n', (path) => loadJudgments(path, 'prefs')],
    ['topics.tsv', 'a\tred\n', readTopics],
    ['topics.jsonl', '{"id": "a", "text": "red"}\n', readTopics],
    ['topics.trec', '<top>\n<num> 1\n<title> red\n</top>\n', readTopics],
    ['corpus.jsonl', '{"id": "a", "text": "red"}\n', (path) => recordsOf(path)],
    ['tserini.yaml', 'topics:\n', (path) => readConfig(path, 'topics', topics, ['topics'])],
  ];
  it.each(readers)('is refused with file and line: %s', async (name, text, read) => {
    const path = await file(encode(text), `${files++}-${name}`);
    await expect(read(path)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`${path}:1: not UTF-8 (`),
    });
  });
});

it('ends lines of topics and corpora at a return, a newline or both', async () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const expected = [
      { id: 'a', text: 'green' },
      { id: 'b', text: 'red' },
    ];
    expect(await readTopics(await file(`b\tred${end}a\tgreen${end}`, 't.tsv'))).toEqual(expected);
    const lines = '{"id": "b", "text": "red"}\n{"id": "a", "text": "green"}\n'.replaceAll('\n', end);
    const path = await file(lines, 't.jsonl');
    expect(await readTopics(path)).toEqual(expected);
    expect((await recordsOf(path)).map(({ id }) => id)).toEqual(['b', 'a']);
    await expect(readTopics(await file(`${lines}{`, 't.jsonl'))).rejects.toThrow(
      /t\.jsonl:3: not valid JSON/,
    );
    await expect(recordsOf(path, { fields: ['x'] })).rejects.toThrow(/t\.jsonl:1: no field x/);
  }
});

describe('an id that begins with #', () => {
  const odd = { qrels: '#42 0 d1 1\nqb 0 d2 1\n# made by hand\n', run: '#42 Q0 d1 1 2 t\nqb Q0 d2 1 1 t\n' };

  it('is read back by what does not call it a comment', async () => {
    const [judgments, path] = [await file(odd.qrels), await file(odd.run)];
    const loaded = await loadQrels(judgments);
    expect([...loaded.topics.keys()]).toEqual(['#42', 'qb']);
    expect(loaded.comments).toBe(1);
    expect(evaluate(loaded, await loadRun(path), ['P.1']).get('P_1')).toBe(1);
    const output = join(folder(), 'fused');
    await runCommand('x', fusion, ['--runs', path, path, '--output', output]);
    expect([...(await loadRun(output)).topics.keys()]).toEqual(['#42', 'qb']);
    const old = await runCommand('x', trecEval, ['--compat', '9.0.4', '-m', 'num_q', judgments, path]);
    expect(old.out).toMatch(/num_q\s+all\s+2/);
    expect(old.log).toContain('lines that begin with # and were skipped as comments: 1');
  });

  it('is a comment for trec_eval 10.0, and counted', async () => {
    const [judgments, path] = [await file(odd.qrels), await file(odd.run)];
    const { out, log } = await runCommand('x', trecEval, ['-m', 'num_q', judgments, path]);
    expect(out).toMatch(/num_q\s+all\s+1/);
    expect(log).toContain('lines that begin with # and were skipped as comments: 3');
    const reading = { hashComments: true };
    const evaluation = await evaluateFile(await loadQrels(judgments, reading), path, ['num_q'], reading);
    expect(evaluation.comments).toBe(3);
  });
});

describe('an id with white space', () => {
  it.each([
    [' d3 ', 'q', 'trec', /the docid " d3 " of topic q has white space/],
    ['d\n4', 'q', 'msmarco', /the docid "d\\n4" of topic q has white space/],
    ['', 'q', 'trec', /the docid "" of topic q is empty/],
    ['d', 'q a', 'trec', /the topic id "q a" has white space/],
    ['d', 'q\ta', 'msmarco', /the topic id "q\\ta" has white space/],
  ] as const)(
    'is not written to a run: %j of topic %j in format %s',
    async (docid, topic, format, message) => {
      const path = join(folder(), 'unwritten');
      const written = writeRun(path, [[topic, [{ docid, score: 1 }]]], { format });
      await expect(written).rejects.toMatchObject({ code: 'INPUT', message: expect.stringMatching(message) });
      await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});

it('keeps numbers as ids digit for digit, and sorts whole ones by their values', async () => {
  const numbers = ['858891879127167001', '858891879127167002', '9', '10'];
  const lines = numbers
    .toReversed()
    .map((id) => `{"id": ${id}, "text": "x", "title": ""}\n`)
    .join('');
  const path = await file(lines, 'numbers.jsonl');
  expect((await readTopics(path)).map(({ id, text }) => [id, text])).toEqual(
    ['9', '10', ...numbers.slice(0, 2)].map((id) => [id, 'x']),
  );
  expect((await recordsOf(path)).map(({ id }) => id)).toEqual(numbers.toReversed());
  const other = await file('{"id": 7.50, "text": "x"}\n', 'fraction.jsonl');
  expect((await readTopics(other))[0]!.id).toBe('7.50');
  expect((await recordsOf(other))[0]!.id).toBe('7.50');
});

it('reads what json.loads reads: NaN beside the text, and titles that are null or absent', async () => {
  const path = await file(
    '{"_id": "d1", "title": null, "text": "NaN", "x": NaN, "y": [-Infinity]}\n{"_id": "d2", "text": "y"}\n',
    'corpus.jsonl',
  );
  const records = await recordsOf(path, { fields: ['title', 'text'] });
  expect(records.map(({ fields }) => [...fields])).toEqual([
    [
      ['title', ''],
      ['text', 'NaN'],
    ],
    [['text', 'y']],
  ]);
});

it('says which formats topics can have where the first line is none', async () => {
  const path = await file('{"title": "red apples"}\n', 'topics.json');
  await expect(readTopics(path)).rejects.toThrow(/topics\.json:1: no id .*; available formats: json /);
});

it('skips hidden files, and reads subfolders of a corpus', async () => {
  const corpus = join(folder(), 'corpus');
  await mkdir(join(corpus, 'inner', '.hidden'), { recursive: true });
  const record = (id: string) => `{"id": "${id}", "text": "x"}\n`;
  await writeFile(join(corpus, 'b.jsonl'), record('b'));
  await writeFile(join(corpus, '._b.jsonl'), 'Mac OS X');
  await writeFile(join(corpus, 'inner', 'a.jsonl'), record('a'));
  await writeFile(join(corpus, 'inner', '.hidden', 'c.jsonl'), 'x');
  expect((await recordsOf(corpus)).map(({ id }) => id)).toEqual(['b', 'a']);
});
