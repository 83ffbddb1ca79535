import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const tokens = Array.from({ length: 150 }, (_, i) => `token${i}`);
const everything = new Map(tokens.map((token) => [token, 1]));
let searcher: LuceneImpactSearcher;

// So many postings that one search takes far longer than the limits below.
beforeAll(async () => {
  const documents = Array.from({ length: 30_000 }, (_, i) => ({
    id: String(i),
    vector: tokens.flatMap((token, j) =>
      (i * 7 + j * 13) % 17 === 0 ? [] : [[token, ((i + j) % 5) + 1] as const],
    ),
  }));
  await new LuceneIndexer(join(folder(), 'index')).index(
    await writeVectors(join(folder(), 'd.jsonl'), documents),
  );
  searcher = await LuceneImpactSearcher.open(join(folder(), 'index'));
});
afterAll(() => searcher.close());

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

it('ends a search at its time limit', async () => {
  await expect(searcher.search(everything, 10, { timeoutMs: 1 })).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: expect.stringContaining('1.0 ms'),
  });
  expect(await searcher.search(everything, 10, { timeoutMs: 60_000 })).toHaveLength(10);
});

it('ends a search by its signal, whose reason is the cause of the error', async () => {
  const reason = new Error('enough');
  const stopped = { code: 'INTERRUPTED', cause: reason };
  const control = new AbortController();
  const searches = Array.from({ length: 10 }, () =>
    searcher.search(everything, 10, { signal: control.signal }),
  );
  const ended = Promise.allSettled(searches);
  setImmediate(() => control.abort(reason));
  // The first may have ended before; Node warns of more listeners.
  expect((await ended).at(-1)).toMatchObject({ status: 'rejected', reason: stopped });
  await expect(searcher.search(everything, 10, { signal: control.signal })).rejects.toMatchObject(stopped);
});

it('really stops: what waits behind cancelled searches comes at once', async () => {
  const once = await milliseconds(() => searcher.search(everything, 10));
  const control = new AbortController();
  const many = Array.from({ length: 400 }, () => searcher.search(everything, 10, { signal: control.signal }));
  const ended = Promise.allSettled(many);
  const waited = await milliseconds(async () => {
    control.abort();
    await searcher.search(everything, 10);
  });
  expect((await ended).every(({ status }) => status === 'rejected')).toBe(true);
  // The cancelled searches would take some 200 times as long on two cores.
  expect(waited).toBeLessThan(40 * once);
});

it('lets a batch end early', async () => {
  const control = new AbortController();
  const queries = Array.from({ length: 50 }, (_, i) => [i, everything] as const);
  let seen = 0;
  const run = async () => {
    for await (const _ of searcher.searchEach(queries, 10, 2, { signal: control.signal })) {
      if (++seen === 3) control.abort();
    }
  };
  await expect(run()).rejects.toMatchObject({ code: 'INTERRUPTED', cause: { name: 'AbortError' } });
  expect(seen).toBeLessThan(10);
});

it('takes one signal for more searches at once than Node lets listen to a signal', async () => {
  const queries = Array.from({ length: 64 }, () => new Map([['token1', 1]]));
  const qids = queries.map((_, i) => String(i));
  const { signal } = new AbortController();
  expect((await searcher.batchSearch(queries, qids, 1, 32, { signal })).size).toBe(64);
  // With a time limit, each query is a search.
  expect((await searcher.batchSearch(queries, qids, 1, 32, { signal, timeoutMs: 60_000 })).size).toBe(64);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

it('refuses a time limit that is none', async () => {
  for (const timeoutMs of [0, -1, Number.NaN]) {
    await expect(searcher.search(everything, 1, { timeoutMs })).rejects.toMatchObject({ code: 'USAGE' });
  }
});
