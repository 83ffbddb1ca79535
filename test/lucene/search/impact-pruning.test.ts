import { join } from 'node:path';
import fc from 'fast-check';
import { LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { expect, it } from 'vitest';
import { bruteForce, cut } from '../../support/brute-force.ts';
import { type MadeVector, writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

// Collections of several windows of 8,192 documents: from the second one on, blocks and terms are left out. The weights
// are so small that a score is shared by many documents, within the cut and behind it.

const folder = suiteFolder();
const index = () => join(folder(), 'index');

const shape = fc.record({
  documents: fc.integer({ min: 8_000, max: 26_000 }),
  terms: fc.integer({ min: 2, max: 40 }),
  largestWeight: fc.integer({ min: 1, max: 3 }),
  /** How many neighbors share terms that few others have. */
  neighbors: fc.constantFrom(1, 64, 300, 5_000),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
});

/** Lehmer's generator: numbers from 0 up to but not including 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function makeVectors(made: typeof shape extends fc.Arbitrary<infer Shape> ? Shape : never): MadeVector[] {
  const random = randomNumbers(made.seed);
  return Array.from({ length: made.documents }, (_, i) => {
    const cluster = Math.floor(i / made.neighbors);
    const vector: [string, number][] = [];
    for (let term = 0; term < made.terms; term++) {
      const share = term % 7 === cluster % 7 ? 0.5 : 0.03;
      if (random() < share) vector.push([`t${term}`, 1 + Math.floor(random() * made.largestWeight)]);
    }
    if (vector.length === 0) vector.push(['rest', 1]);
    return { id: `d${i}`, vector };
  });
}

const query = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 41 }), fc.integer({ min: 0, max: 3 })), {
    selector: ([term]) => term,
    minLength: 1,
    maxLength: 20,
  })
  .map((terms) => new Map(terms.map(([term, weight]) => [`t${term}`, weight])));

it('equals a brute force where blocks and terms are pruned', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.array(query, { minLength: 2, maxLength: 4 }),
      fc.boolean(),
      async (made, queries, inTwoSegments) => {
        const documents = makeVectors(made);
        const parts = inTwoSegments
          ? [documents.slice(0, made.documents / 2), documents.slice(made.documents / 2)]
          : [documents];
        for (const [part, own] of parts.entries()) {
          const path = await writeVectors(join(folder(), 'vectors.jsonl'), own);
          await new LuceneIndexer(index(), { threads: 1, append: part > 0 }).index(path);
        }
        await using searcher = await LuceneImpactSearcher.open(index());
        const expected = queries.map((asked) => bruteForce(documents, asked));
        // Postings are read from the index at first, and from memory after some uses.
        for (let round = 0; round < 3; round++) {
          for (const [i, asked] of queries.entries()) {
            for (const k of [1, 10, 300]) {
              const hits = await searcher.search(asked, k);
              expect(hits.map(({ docid, score }) => ({ docid, score }))).toEqual(cut(expected[i]!, k));
            }
          }
        }
      },
    ),
    { numRuns: 12 },
  );
});
