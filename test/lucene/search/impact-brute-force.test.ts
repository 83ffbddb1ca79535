import { join } from 'node:path';
import fc from 'fast-check';
import { LuceneImpactSearcher, LuceneIndexer, type SparseVector } from 'tserini';
import { expect, it } from 'vitest';
import { bruteForce, cut } from '../../support/brute-force.ts';
import { type MadeVector, madeQuery, madeVectors, writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const index = () => join(folder(), 'index');
const everywhere = 'everywhere';

/** Collections in which a term may be in every document, and queries that may ask for it. */
const collection = fc.tuple(madeVectors, fc.boolean()).map(([documents, withTerm]) =>
  documents.map(({ id, vector }, i) => ({
    id,
    vector: withTerm ? [...vector, [everywhere, (i % 3) + 1] as const] : vector,
  })),
);
const query = fc
  .tuple(madeQuery, fc.boolean())
  .map(([weights, withTerm]) => new Map(withTerm ? [...weights, [everywhere, 2] as const] : weights));

async function expectExact(searcher: LuceneImpactSearcher, documents: MadeVector[], asked: SparseVector) {
  const expected = bruteForce(documents, asked);
  for (let k = 1; k <= expected.length + 1; k++) {
    const hits = await searcher.search(asked, k);
    expect(hits.map(({ docid, score }) => ({ docid, score }))).toEqual(cut(expected, k));
  }
}

it('equals a brute force at every cut', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      collection,
      fc.array(query, { minLength: 1, maxLength: 4 }),
      async (documents, queries) => {
        const path = await writeVectors(join(folder(), 'one.jsonl'), documents);
        await new LuceneIndexer(index(), { threads: 1 }).index(path);
        await using searcher = await LuceneImpactSearcher.open(index());
        for (const asked of queries) await expectExact(searcher, documents, asked);
      },
    ),
    { numRuns: 60 },
  );
});

it('equals a brute force over several segments', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(collection, collection, query, async (first, others, asked) => {
      const second = others.map(({ id, vector }) => ({ id: `${id}2`, vector }));
      const options = { threads: 1 } as const;
      for (const [name, documents] of [
        ['first', first],
        ['second', second],
      ] as const) {
        const path = await writeVectors(join(folder(), `${name}.jsonl`), documents);
        await new LuceneIndexer(index(), { ...options, append: name === 'second' }).index(path);
      }
      await using searcher = await LuceneImpactSearcher.open(index());
      await expectExact(searcher, [...first, ...second], asked);
    }),
    { numRuns: 25 },
  );
});
