import { join } from 'node:path';
import fc from 'fast-check';
import { LuceneImpactSearcher, LuceneIndexer, overlap } from 'tserini';
import { expect, it } from 'vitest';
import { bruteForce } from '../../support/brute-force.ts';
import { madeQuery, madeVectors, writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();

it('gives exact scores in their order, whatever the cut', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      madeVectors,
      madeQuery,
      fc.integer({ min: 1, max: 7 }),
      async (documents, query, queryCut) => {
        const path = await writeVectors(join(folder(), 'd.jsonl'), documents);
        await new LuceneIndexer(join(folder(), 'index'), { threads: 1 }).index(path);
        await using searcher = await LuceneImpactSearcher.open(join(folder(), 'index'));
        const exact = new Map(bruteForce(documents, query).map(({ docid, score }) => [docid, score]));
        // Postings are read from the index at first, and from memory later.
        for (let round = 0; round < 3; round++) {
          const hits = await searcher.search(query, 10, { queryCut, rescore: 12 });
          // Ties lower a score by a few millionths.
          for (const { docid, score } of hits) expect(Math.abs(Math.round(score))).toBe(exact.get(docid));
          const scores = hits.map(({ score }) => score);
          expect(scores).toEqual(scores.toSorted((a, b) => b - a));
          if (queryCut >= query.size) expect(hits).toEqual(await searcher.search(query, 10));
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('finds all that the strongest terms find', async () => {
  const documents = Array.from({ length: 50 }, (_, i) => ({
    id: `d${i}`,
    vector: [i % 2 === 0 ? (['strong', 10 + i] as const) : (['weak', 1] as const)],
  }));
  const path = await writeVectors(join(folder(), 'strong.jsonl'), documents);
  await new LuceneIndexer(join(folder(), 'strong')).index(path);
  await using searcher = await LuceneImpactSearcher.open(join(folder(), 'strong'));
  // The weight alone would take the term that adds less.
  const query = new Map([
    ['strong', 2],
    ['weak', 3],
  ]);
  const hits = await searcher.search(query, 10, { queryCut: 1 });
  expect(overlap(hits, await searcher.search(query, 10))).toBe(1);
});

it('measures the share of a reference that was found', () => {
  const hits = (...docids: string[]) => docids.map((docid) => ({ docid, score: 1 }));
  expect(overlap(hits('a', 'b'), hits('b', 'c', 'd', 'e'))).toBe(0.25);
  expect(overlap(hits(), hits('a'))).toBe(0);
  expect(overlap(hits('a'), hits())).toBe(1);
});
