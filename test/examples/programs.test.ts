import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { SpladeDocumentEncoder } from '#tserini/encode/splade-document-encoder.js';
import { topTerms } from '#tserini/vector/prune.js';
import { tserini } from '../support/cli.ts';
import { runProgram } from '../support/program.ts';
import { suiteFolder } from '../support/temp.ts';

// The programs of examples/, each as a person starts it after `npm start`.

const examples = join(import.meta.dirname, '../../examples');
const folder = suiteFolder();

function start(name: string, args: readonly string[] = [], input = '') {
  const source = readFileSync(join(examples, `${name}.ts`), 'utf8');
  return runProgram(name, source, args, { cwd: folder(), input, encoding: 'utf8', buffer: true });
}

beforeAll(async () => {
  cpSync(join(examples, 'collection'), join(folder(), 'examples/collection'), { recursive: true });
  const made = await tserini(['reproduce', 'embedded', '--output', 'out/embedded'], { cwd: folder() });
  expect(made).toMatchObject({ exitCode: 0 });
});

it('search-service answers requests, refuses wrong ones, and ends on SIGTERM', async () => {
  const service = start('search-service');
  const url = await new Promise<string>((resolve) =>
    service.stdout.once('data', (text) => resolve(`${text}`)),
  );
  const hits = (await (await fetch(url.trim())).json()) as object[];
  expect(hits).toHaveLength(10);
  expect(hits[0]).toMatchObject({ docid: 'weather-01' });
  const search = new URL('/search?q=sky&k=0', url);
  const wrong = await fetch(search);
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('k must be a whole number');
  expect((await fetch(new URL('/', url))).status).toBe(404);
  service.kill('SIGTERM');
  expect((await service).exitCode).toBe(0);
});

it('notes are added, replaced, deleted, filtered and searched, and survive kill -9', async () => {
  const started = async () => {
    const service = start('notes', ['index/notes']);
    const url = await new Promise<string>((resolve) =>
      service.stdout.once('data', (text) => resolve(`${text}`.trim())),
    );
    return { service, url };
  };
  const call = async (url: string, method: string, body?: unknown) =>
    fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  let { service, url } = await started();
  const search = async (query: string) =>
    ((await (await fetch(`${url}/search?${query}`)).json()) as { docid: string }[]).map(({ docid }) => docid);
  const note = { title: 'Garden', text: 'Water the tomatoes', tags: ['garden', 'home'], day: '2026-05-04' };
  expect((await call(`${url}/notes/n1`, 'PUT', note)).status).toBe(204);
  expect((await call(`${url}/notes/n2`, 'PUT', { ...note, text: 'Eat the tomatoes', tags: [] })).status).toBe(
    204,
  );
  expect(
    (await call(`${url}/notes/n2`, 'PUT', { ...note, text: 'Sell tomatoes', tags: ['shop'] })).status,
  ).toBe(204);
  expect((await call(`${url}/notes/n3`, 'PUT', { text: 'Tomatoes are red' })).status).toBe(204);
  expect((await call(`${url}/notes/n3`, 'DELETE')).status).toBe(204);
  expect((await call(`${url}/notes/n3`, 'DELETE')).status).toBe(404);
  expect((await call(`${url}/notes/n4`, 'PUT', { title: 'no text' })).status).toBe(400);
  expect((await call(`${url}/notes/n4`, 'PUT', { ...note, day: 'tomorrow' })).status).toBe(400);
  service.kill('SIGKILL');
  await service.catch(() => {});
  ({ service, url } = await started());
  for (const method of ['impact', 'bm25', 'hybrid']) {
    expect((await search(`q=tomatoes&method=${method}`)).sort()).toEqual(['n1', 'n2']);
    expect(await search(`q=tomatoes&method=${method}&tag=home&from=2026-05-01`)).toEqual(['n1']);
    expect(await search(`q=tomatoes&method=${method}&from=2026-06-01`)).toEqual([]);
  }
  expect((await fetch(`${url}/search?q=a&method=dense`)).status).toBe(400);
  service.kill('SIGTERM');
  expect((await service).exitCode).toBe(0);
});

it('encode-stream gives each document of its input with its heaviest tokens', async () => {
  const lines = readFileSync(join(examples, 'collection/corpus.jsonl'), 'utf8').split('\n').slice(0, 3);
  const { stdout } = await start('encode-stream', [], `${lines.join('\n')}\n`);
  const documents = lines.map((line) => JSON.parse(line));
  await using encoder = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
  const vectors = await encoder.encode(documents);
  expect(stdout.split('\n').map((line) => JSON.parse(line))).toEqual(
    documents.map(({ _id }, i) => ({
      id: _id,
      tokens: vectors[i]!.size,
      heaviest: topTerms(vectors[i]!, 5),
    })),
  );
});

it('hybrid shows where the fused hits stand in both rankings', async () => {
  const { stdout } = await start('hybrid');
  const rows = stdout.split('\n').slice(1);
  expect(rows).toHaveLength(5);
  // Reciprocal ranks: the fused order is that of the sums.
  const sums = rows.map((row) =>
    row
      .split(/ +/)
      .slice(1)
      .reduce((sum, rank) => sum + (rank === '-' ? 0 : 1 / (60 + Number(rank))), 0),
  );
  expect(sums).toEqual([...sums].sort((a, b) => b - a));
});

it('explain shows products that add up to the score', async () => {
  const { stdout } = await start('explain');
  const [first, ...rows] = stdout.split('\n');
  const score = Number(/scores (\d+), rank 1$/.exec(first!)![1]);
  expect(rows.reduce((sum, row) => sum + Number(row.split(' = ')[1]), 0)).toBe(score);
});

it('evaluate gives the numbers that the command gives, and a comparison', async () => {
  const { stdout } = await start('evaluate');
  for (const system of ['bm25', 'splade-tiny']) {
    const run = `out/embedded/runs/${system}.txt`;
    const { stdout: line } = await tserini(
      ['eval.trec_eval', '-c', '-m', 'ndcg_cut.10', 'examples/collection', run],
      { cwd: folder() },
    );
    const value = Number(new RegExp(`^${run} (\\S+)`, 'm').exec(stdout)![1]);
    expect(line).toContain(`\tall\t${value.toFixed(4)}`);
  }
  expect(stdout).toMatch(/won\/tied\/lost/);
});
