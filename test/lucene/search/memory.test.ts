import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

// A heap so small that indexes which are not freed fill it, and that hides no growth.
process.env.TSERINI_JVM_OPTS = '-Xmx64m';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const folder = suiteFolder();
const names = ['one', 'two', 'three'];
const index = (i: number) => join(folder(), names[i % names.length]!);

beforeAll(async () => {
  for (const [i, name] of names.entries()) {
    const documents = Array.from({ length: 50 }, (_, j) => ({
      id: `${name}-${j}`,
      vector: [['a', 1 + (j % 7)] as const, [`t${j}`, 2 + i] as const],
    }));
    await new LuceneIndexer(index(i)).index(await writeVectors(join(folder(), `${name}.jsonl`), documents));
  }
});

/** Bytes that Node's heap holds on to, once what nothing refers to is gone. */
async function heldBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}

/** Resident memory in bytes, the files that are open, and those of the indexes that are mapped; from Linux's /proc. */
function ofTheSystem(): { resident: number; open: number; mapped: number } {
  if (process.platform !== 'linux') return { resident: 0, open: 0, mapped: 0 };
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return {
    resident: process.memoryUsage.rss(),
    open: readdirSync('/proc/self/fd').length,
    mapped: maps.filter((line) => line.includes(folder())).length,
  };
}

/** How much each of many rounds leaves behind in Node's heap, in bytes, after some to warm up. */
async function leftByEach(rounds: number, work: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < rounds / 4; i++) await work(i);
  const before = await heldBytes();
  for (let i = 0; i < rounds; i++) await work(i);
  return ((await heldBytes()) - before) / rounds;
}

it('searches several indexes side by side', async () => {
  const searchers = await Promise.all(names.map((_, i) => LuceneImpactSearcher.open(index(i))));
  const rankings = await Promise.all(searchers.map((searcher) => searcher.search(new Map([['t1', 1]]))));
  expect(rankings).toMatchObject(names.map((name, i) => [{ docid: `${name}-1`, score: 2 + i }]));
  await Promise.all(searchers.map((searcher) => searcher.close()));
});

it('opening and closing indexes 1,000 times leaves next to nothing behind', {
  timeout: 300_000,
}, async () => {
  const cycle = async (i: number) => {
    await using reader = await LuceneIndexReader.open(index(i));
    await using searcher = await LuceneImpactSearcher.open(index(i));
    await reader.getTermCounts('a');
    await searcher.search(new Map([['t1', 1]]), 1);
  };
  // Until the JVM has the heap and the code that it keeps.
  for (let i = 0; i < 500; i++) await cycle(i);
  const before = ofTheSystem();
  const left = await leftByEach(400, cycle);
  const after = ofTheSystem();
  expect(left).toBeLessThan(4_000);
  expect(after.mapped).toBe(0);
  expect(after.resident - before.resident).toBeLessThan(80 << 20);
  expect(after.open).toBeLessThanOrEqual(before.open);
});

it('a search leaves neither its query nor its hits behind', { timeout: 120_000 }, async () => {
  await using searcher = await LuceneImpactSearcher.open(index(0));
  const query = (i: number) => new Map(Array.from({ length: 40 }, (_, j) => [`t${(i + j) % 50}`, 1]));
  expect(await leftByEach(3000, (i) => searcher.search(query(i), 50))).toBeLessThan(400);
});
