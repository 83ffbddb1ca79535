import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const folder = suiteFolder();
const index = () => join(folder(), 'index');

beforeAll(async () => {
  const documents = Array.from({ length: 50 }, (_, i) => ({
    id: `doc-${i}`,
    vector: [['a', 1 + (i % 7)] as const, [`t${i}`, 2] as const],
  }));
  await new LuceneIndexer(index()).index(await writeVectors(join(folder(), 'vectors.jsonl'), documents));
});

/** Bytes that Node's heap holds on to, once what nothing refers to is gone. */
async function heldBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}

/** How much each of many rounds leaves behind, in bytes, after some to warm up. */
async function leftByEach(rounds: number, work: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < rounds / 4; i++) await work(i);
  const before = await heldBytes();
  for (let i = 0; i < rounds; i++) await work(i);
  return ((await heldBytes()) - before) / rounds;
}

it('opening and closing an index 1,000 times leaves next to nothing behind', {
  timeout: 120_000,
}, async () => {
  // Where the system tells: files that are open.
  const openFiles = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
  const left = await leftByEach(1000, async () => {
    await using reader = await LuceneIndexReader.open(index());
    await using searcher = await LuceneImpactSearcher.open(index());
    await reader.getTermCounts('a');
    await searcher.search(new Map([['t1', 1]]), 1);
  });
  expect(left).toBeLessThan(4_000);
  const before = openFiles();
  for (let i = 0; i < 20; i++) await (await LuceneIndexReader.open(index())).close();
  expect(openFiles()).toBeLessThanOrEqual(before);
});

it('a search leaves neither its query nor its hits behind', { timeout: 120_000 }, async () => {
  await using searcher = await LuceneImpactSearcher.open(index());
  const query = (i: number) => new Map(Array.from({ length: 40 }, (_, j) => [`t${(i + j) % 50}`, 1]));
  expect(await leftByEach(3000, (i) => searcher.search(query(i), 50))).toBeLessThan(400);
});
