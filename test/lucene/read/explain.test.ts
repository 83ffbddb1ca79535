import { join } from 'node:path';
import fc from 'fast-check';
import {
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
  type ScoreExplanation,
  type SparseVector,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { madeQuery, madeVectors, writeVectors } from '../../support/collections.ts';
import { makeDocuments, writeJsonl } from '../../support/corpus.ts';
import { tempFolder } from '../../support/temp.ts';

/** A ranking takes at most a millionth off for each hit of a tie. */
const tieStep = 1e-6;

function expectSum(explanation: ScoreExplanation): void {
  const sum = explanation.matching.reduce((total, { product }) => total + product, 0);
  expect(Math.fround(sum)).toBe(explanation.score);
  for (const { product, share } of explanation.matching) {
    expect(share).toBe(explanation.score > 0 ? product / explanation.score : 0);
  }
}

function expectAllTerms({ matching, unmatched }: ScoreExplanation, query: SparseVector): void {
  const weights = [...matching, ...unmatched].map(({ term, queryWeight }) => [term, queryWeight] as const);
  expect(new Map(weights)).toEqual(query);
  expect(weights.length).toBe(query.size);
}

describe('explain, on an impact index', () => {
  it('accounts for every hit of a ranking: score, rank, each term', async () => {
    const folder = await tempFolder();
    const property = fc.asyncProperty(madeVectors, madeQuery, async (documents, query) => {
      const collection = await writeVectors(join(folder, 'vectors.jsonl'), documents);
      const index = join(folder, 'index');
      await new LuceneIndexer(index).index(collection);
      await using searcher = await LuceneImpactSearcher.open(index);
      await using reader = await LuceneIndexReader.open(index);
      const hits = await searcher.search(query, documents.length);
      const ranks = new Map(hits.map(({ docid }, i) => [docid, i + 1]));

      for (const { id, vector } of documents) {
        const explanation = (await reader.explain(query, id))!;
        expectSum(explanation);
        expectAllTerms(explanation, query);
        expect(await searcher.explain(query, id)).toEqual(explanation);
        expect(explanation.rank).toBe(ranks.get(id));
        const hit = hits[(explanation.rank ?? 0) - 1];
        expect(Math.abs((hit?.score ?? 0) - explanation.score)).toBeLessThanOrEqual(
          tieStep * (documents.length + 1),
        );
        expect(await reader.computeQueryDocumentScore(id, query)).toBe(explanation.score);

        const weights = new Map(vector);
        for (const row of explanation.matching) {
          expect(row.documentWeight).toBe(weights.get(row.term));
          expect(row.product).toBe(row.queryWeight * row.documentWeight);
          expect(row.df).toBe((await reader.getTermCounts(row.term)).df);
        }
        for (const { term, df, reason } of explanation.unmatched) {
          expect(df).toBe((await reader.getTermCounts(term)).df);
          if (df === 0) expect(reason).toBe('notInIndex');
          else if (df === documents.length) expect(reason).toBe('tooCommon');
          else expect([reason, weights.has(term)]).toEqual(['notInDocument', false]);
        }
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it('takes a pretokenized text, and tokens that no index can have', async () => {
    const folder = await tempFolder();
    const documents = [
      { id: '1', vector: [['a', 5]] as const },
      { id: '2', vector: [['b', 7]] as const },
    ];
    const collection = await writeVectors(join(folder, 'vectors.jsonl'), documents);
    await new LuceneIndexer(join(folder, 'index')).index(collection);
    await using reader = await LuceneIndexReader.open(join(folder, 'index'));
    expect(await reader.computeQueryDocumentScore('2', 'b a b')).toBe(14);
    const odd = new Map([
      ['two words', 2],
      ['', 1],
      ['b', 3],
    ]);
    const explanation = (await reader.explain(odd, '2'))!;
    expect(explanation.score).toBe(21);
    expectAllTerms(explanation, odd);
  });

  it('refuses a weight that is negative or no number', async () => {
    const folder = await tempFolder();
    const documents = [{ id: '1', vector: [['a', 5]] as const }];
    const collection = await writeVectors(join(folder, 'vectors.jsonl'), documents);
    await new LuceneIndexer(join(folder, 'index')).index(collection);
    await using reader = await LuceneIndexReader.open(join(folder, 'index'));
    await using searcher = await LuceneImpactSearcher.open(join(folder, 'index'));
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const query = new Map([['a', weight]]);
      await expect(reader.explain(query, '1')).rejects.toMatchObject({ code: 'USAGE', value: weight });
      await expect(searcher.explain(query, '1')).rejects.toMatchObject({ code: 'USAGE' });
      await expect(reader.computeQueryDocumentScore('1', query)).rejects.toMatchObject({ code: 'USAGE' });
    }
  });

  it('sums weights that are no whole numbers as a search does', async () => {
    const folder = await tempFolder();
    const fractions = madeQuery.chain((query) =>
      fc
        .array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: query.size, maxLength: query.size })
        .map((weights) => new Map([...query.keys()].map((term, i) => [term, Math.fround(weights[i]!)]))),
    );
    const property = fc.asyncProperty(madeVectors, fractions, async (documents, query) => {
      const collection = await writeVectors(join(folder, 'vectors.jsonl'), documents);
      await new LuceneIndexer(join(folder, 'index')).index(collection);
      await using searcher = await LuceneImpactSearcher.open(join(folder, 'index'));
      const hits = await searcher.search(query, documents.length);
      for (const [i, { docid }] of hits.entries()) {
        const explanation = (await searcher.explain(query, docid))!;
        expectSum(explanation);
        expect(explanation.rank).toBe(i + 1);
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

describe('explain, on an index of words', () => {
  it.each([false, true])('accounts for every hit of a ranking (true lengths: %s)', async (accurate) => {
    const folder = await tempFolder();
    const documents = makeDocuments(60, 40, 3);
    const records = documents.map(({ id, title, text }) => ({ id, contents: `${title} ${text}` }));
    const collection = await writeJsonl(join(folder, 'corpus.jsonl'), records);
    const index = join(folder, 'index');
    await new LuceneIndexer(index, { collection: 'JsonCollection', bm25Accurate: accurate }).index(
      collection,
    );
    await using searcher = await LuceneSearcher.open(index);
    searcher.setBm25(1.2, 0.75, { accurate });
    await using reader = await LuceneIndexReader.open(index);
    const options = { k1: 1.2, b: 0.75, accurate };
    const query = 'the hearts of patients, cancer cells and cancer risk 🥦';

    expect(await reader.isImpactIndex()).toBe(false);
    const hits = await searcher.search(query, documents.length);
    expect(hits.length).toBeGreaterThan(1);
    for (const [i, { docid, score }] of hits.entries()) {
      const explanation = (await reader.explain(query, docid, options))!;
      expectSum(explanation);
      expect(explanation.rank).toBe(i + 1);
      // A ranking rounds scores to four decimals.
      expect(Math.abs(explanation.score - score)).toBeLessThan(1e-4);
      for (const { term, queryWeight, documentWeight } of explanation.matching) {
        expect(queryWeight).toBe(term === 'cancer' ? 2 : 1);
        expect(await reader.computeBm25TermWeight(docid, term, options)).toBe(documentWeight);
      }
    }
    const { documents: count, totalTerms } = await reader.stats();
    const { docid } = hits[0]!;
    const vector = (await reader.getDocumentVector(docid))!;
    const length = [...vector.values()].reduce((sum, frequency) => sum + frequency, 0);
    for (const [term, frequency] of vector) {
      // Lengths up to 39 are held exactly even where they are rounded to a byte.
      if (!accurate && length >= 40) break;
      const { df } = await reader.getTermCounts(term);
      const idf = Math.log(1 + (count - df + 0.5) / (df + 0.5));
      const weight = frequency / (frequency + 1.2 * (1 - 0.75 + (0.75 * length * count) / totalTerms));
      expect(await reader.computeBm25TermWeight(docid, term, options)).toBeCloseTo(idf * weight, 5);
    }
    expect(await reader.computeBm25TermWeight(docid, 'zebra', options)).toBe(0);
    expect(await reader.computeQueryDocumentScore(docid, 'zebra', options)).toBe(0);
  });
});
