import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import type { HealthResponse } from '#tserini/server/schemas.js';
import { serve } from '#tserini/server/serve.js';
import type { RunningServer } from '#tserini/server/serve-options.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import type { DocumentResponse, SearchResponse } from '#tserini/serving/results.js';
import { ask } from '../support/server.ts';
import { suiteFolder } from '../support/temp.ts';

// What happens to an index on the disk while it is served. The server looks once a second.

const folder = suiteFolder();
const index = () => join(folder(), 'index');
let server: RunningServer;

async function writeIndex(path: string, ids: readonly string[], append = false): Promise<void> {
  const input = join(folder(), 'input.jsonl');
  const lines = ids.map((id, i) =>
    JSON.stringify({ id, contents: id, vector: { shared: 1 + i, [`own-${id}`]: 5 } }),
  );
  writeFileSync(input, `${lines.join('\n')}\n`);
  await new LuceneIndexer(path, { append, storeRaw: true }).index(input);
}

beforeAll(async () => {
  await writeIndex(index(), ['one', 'two']);
  await writeIndex(join(folder(), 'other'), ['steady', 'still']);
  server = await serve({
    indexes: [
      { name: 'changing', path: index() },
      { name: 'steady', path: join(folder(), 'other') },
    ],
    port: 0,
  });
  return () => server.stop();
});

/** Within how long a change must show. */
const soon = { timeout: 30_000, interval: 100 };
const healthy = [200, 'ok', 'ok', 'ok'];
const lacksOne = [503, 'degraded', 'unavailable', 'ok'];
const search = (term: string, name = 'changing') =>
  ask<SearchResponse>(server.url, `/v1/${name}/search?query=own-${term}`);
const docids = async (term: string) => (await search(term)).json.candidates.map(({ docid }) => docid);
const health = async () => {
  const { status, json } = await ask<HealthResponse>(server.url, '/healthz');
  return [status, json.status, ...json.indexes.map((one) => one.status)];
};

it('goes over to a new commit', async () => {
  expect(await docids('three')).toEqual([]);
  await writeIndex(index(), ['three'], true);
  await expect.poll(() => docids('three'), soon).toEqual(['three']);
  expect(await docids('one')).toEqual(['one']);
});

it('says that a deleted index is gone, and goes on with the others', async () => {
  renameSync(index(), join(folder(), 'away'));
  await expect.poll(health, soon).toEqual(lacksOne);
  for (const path of ['search?query=own-one', 'doc/one', 'vector/one', 'explain/one?query=own-one']) {
    const { status, json, headers } = await ask(server.url, `/v1/changing/${path}`);
    expect([status, json.error.code, headers['retry-after']]).toEqual([503, 'INDEX', '1']);
    expect(json.error.message).toMatch('no longer at its place');
  }
  expect((await search('steady', 'steady')).status).toBe(200);
});

it('uses it again once it is back, or another one in its place', async () => {
  renameSync(join(folder(), 'away'), index());
  await expect.poll(health, soon).toEqual(healthy);
  expect(await docids('one')).toEqual(['one']);
  rmSync(index(), { recursive: true });
  await writeIndex(index(), ['four', 'five']);
  await expect.poll(() => docids('four'), soon).toEqual(['four']);
  expect(await docids('one')).toEqual([]);
  const { json } = await ask<DocumentResponse>(server.url, '/v1/changing/doc/four');
  expect(json.text).toBe('four');
});

it('analyzes queries as another text index in its place was', async () => {
  const text = join(folder(), 'text');
  const input = join(folder(), 'text.jsonl');
  writeFileSync(input, '{"id": "a", "contents": "swimming"}\n{"id": "b", "contents": "fish pond"}\n');
  const build = (stemmer: 'porter' | 'none') =>
    new LuceneIndexer(text, { collection: 'JsonCollection', analyzer: { stemmer } }).index(input);
  await build('porter');
  await using set = await IndexSet.open([{ name: 'text', path: text }]);
  const found = async () => (await set.get('text').search('swims')).candidates.length;
  expect(await found()).toBe(1);
  await build('none');
  await expect.poll(found, soon).toBe(0);
  expect(set.get('text').info().textIndex?.analyzer?.stemmer).toBe('none');
});

it('says what is wrong with one that cannot be opened', async () => {
  rmSync(index(), { recursive: true });
  cpSync(join(folder(), 'other'), index(), { recursive: true });
  rmSync(index(), { recursive: true });
  await writeIndex(index(), ['six', 'seven']);
  const [commit] = (await import('node:fs'))
    .readdirSync(index())
    .filter((name) => name.startsWith('segments_'));
  writeFileSync(join(index(), commit!), 'no commit');
  await expect.poll(health, soon).toEqual(lacksOne);
  const answer = await ask(server.url, '/v1/changing/search?query=own-six');
  expect([answer.status, answer.json.error.code]).toEqual([503, 'INDEX']);
});
