import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

beforeAll(async () => {
  const vectors = {
    d1: { a: 9, b: 1 },
    d2: { a: 8 },
    'd2#1': { a: 7 },
    'd2#2': { a: 6 },
    q1: { a: 5 },
    e: { c: 1 },
  };
  const lines = Object.entries(vectors).map(([id, vector]) => JSON.stringify({ id, vector }));
  await writeFile(path('docs.jsonl'), `${lines.join('\n')}\n`);
  await writeFile(path('topics.tsv'), 'q2\ta a b\nq1\ta\n');
  const indexed = await tserini(indexArguments('docs.jsonl', 'index'), { cwd: folder() });
  expect(indexed).toMatchObject({ exitCode: 0, stdout: summary({ indexed: 6 }) });
});

/** Anserini's summary. */
function summary(counts: Record<string, number>): string {
  const all = { indexed: 0, unindexable: 0, empty: 0, skipped: 0, errors: 0, ...counts };
  return Object.entries(all)
    .map(([name, count]) => `${name}:`.padEnd(13) + String(count).padStart(12))
    .join('\n');
}

function indexArguments(input: string, index: string): string[] {
  return [
    'index.lucene',
    '--collection',
    'JsonVectorCollection',
    '--input',
    input,
    '--index',
    index,
    '--impact',
    '--pretokenized',
  ];
}

async function search(...flags: string[]) {
  const output = path('deep/er/run.txt');
  const args = [
    '--index',
    'index',
    '--topics',
    'topics.tsv',
    '--output',
    output,
    '--impact',
    '--pretokenized',
  ];
  const { exitCode, stderr } = await tserini(['search.lucene', ...args, ...flags], { cwd: folder() });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return readFileSync(output, 'utf8').trim().split('\n');
}

it('writes topics by id and hits by score, creating the folder of the run', async () => {
  expect(await search('--hits', '3')).toEqual([
    'q1 Q0 d1 1 9.000000 Anserini',
    'q1 Q0 d2 2 8.000000 Anserini',
    'q1 Q0 d2#1 3 7.000000 Anserini',
    'q2 Q0 d1 1 19.000000 Anserini',
    'q2 Q0 d2 2 16.000000 Anserini',
    'q2 Q0 d2#1 3 14.000000 Anserini',
  ]);
  expect(await readdir(path('deep/er'))).toEqual(['run.txt']);
});

it('drops the query itself with --remove-query', async () => {
  expect((await search()).filter((line) => line.startsWith('q1 Q0 q1 '))).toHaveLength(1);
  expect((await search('--remove-query')).filter((line) => line.startsWith('q1 Q0 q1 '))).toHaveLength(0);
});

it('keeps the best passage of each document with --max-passage', async () => {
  const lines = await search('--max-passage', '--max-passage-hits', '2');
  expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'q1 Q0 d1 1',
    'q1 Q0 d2 2',
    'q2 Q0 d1 1',
    'q2 Q0 d2 2',
  ]);
});

it("writes MS MARCO's format, and the same for any number of threads", async () => {
  expect((await search('--output-format', 'msmarco', '--hits', '1')).join('\n')).toBe('q1\td1\t1\nq2\td1\t1');
  expect(await search('--threads', '1')).toEqual(await search('--threads', '7', '--batch-size', '2'));
});

it('fails with one line if the index is missing or not an index', async () => {
  for (const [index, message] of [
    ['nothing', 'index not found: nothing (see: tserini prebuilt --list)'],
    ['docs.jsonl', 'not a Lucene index but a file: docs.jsonl'],
    ['.', 'not a Lucene index: .'],
  ]) {
    const args = [
      '--index',
      index!,
      '--topics',
      'topics.tsv',
      '--output',
      'x.txt',
      '--impact',
      '--pretokenized',
    ];
    const { exitCode, stdout, stderr } = await tserini(['search.lucene', ...args], { cwd: folder() });
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 1, stdout: '', stderr: `tserini: ${message}` });
  }
  expect(existsSync(path('x.txt'))).toBe(false);
});

it('fails with one line if the model or the index is missing', async () => {
  const search = (index: string, encoder: string) =>
    tserini(
      [
        ...['search.lucene', '--impact', '--index', index, '--encoder', encoder],
        ...['--topics', 'topics.tsv', '--output', 'x.txt'],
      ],
      { cwd: folder() },
    );
  const noModel = /^tserini: model not found: no\/such\/model \([^\n]+\)$/;
  expect(await search('index', 'no/such/model')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(noModel),
  });
  expect((await search('index', 'splade-tinny')).stderr).toContain(', did you mean splade-tiny?');
  expect(await search('nothing', 'splade-tiny')).toMatchObject({
    exitCode: 1,
    stderr: 'tserini: index not found: nothing (see: tserini prebuilt --list)',
  });
});

it('reports cut weights and empty records while indexing', async () => {
  await writeFile(path('odd.jsonl'), '{"id": "a", "vector": {"x": 1.5}}\n{"id": "b", "vector": {}}\n');
  expect(await tserini(indexArguments('odd.jsonl', 'odd'), { cwd: folder() })).toMatchObject({
    exitCode: 0,
    stdout: summary({ indexed: 1, empty: 1 }),
    stderr: 'warning: the fraction of 1 weights was cut off',
  });
});

it('names the broken line in one line on stderr', async () => {
  await writeFile(path('broken.jsonl'), '{"id": "a", "vector": {"x": 1}}\n{"id": "b"}\n');
  expect(await tserini(indexArguments('broken.jsonl', 'broken'), { cwd: folder() })).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: 'tserini: broken.jsonl:2: document b has no "vector"; nothing was indexed',
  });
});
