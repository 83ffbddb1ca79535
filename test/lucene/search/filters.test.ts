import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  fuseRankings,
  HybridSearcher,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneSearcher,
  type SearchFilter,
} from 'tserini';
import { expect, it } from 'vitest';
import { bruteForce, cut, type Ranked } from '../../support/brute-force.ts';
import { madeQuery, madeVectors } from '../../support/collections.ts';
import { type MadeFields, madeFields, madeFilter, madeTypes, matches } from '../../support/filters.ts';
import { suiteFolder } from '../../support/temp.ts';

// A filtered search gives what filtering the whole ranking gives.

const folder = suiteFolder();

interface MadeRecord {
  readonly id: string;
  readonly vector: readonly (readonly [string, number])[];
  readonly fields: MadeFields;
}

/** Records in up to three segments, several queries, and filters over them. */
const setting = fc
  .tuple(
    madeVectors,
    fc.array(madeFields, { minLength: 40, maxLength: 40 }),
    fc.array(madeQuery, { minLength: 1, maxLength: 3 }),
  )
  .map(([vectors, fields, queries]) => ({
    records: vectors.map((record, i): MadeRecord => ({ ...record, fields: fields[i]! })),
    queries,
  }))
  .chain(({ records, queries }) =>
    fc.record({
      records: fc.constant(records),
      queries: fc.constant(queries),
      segments: fc.integer({ min: 1, max: 3 }),
      filters: fc.array(madeFilter(records.map(({ id }) => id)), { minLength: 1, maxLength: 4 }),
      k: fc.integer({ min: 1, max: 12 }),
    }),
  );

const word = (token: string) => `w${Buffer.from(token).toString('hex')}`;

/** A record as a line of either collection: the words of its contents are those of its vector, by their weights. */
function line({ id, vector, fields }: MadeRecord): string {
  const weights = vector.map(([token, weight]) => `${JSON.stringify(word(token))}: ${weight}`).join(', ');
  const contents = vector.map(([token, weight]) => `${word(token)} `.repeat(weight)).join('');
  const typed = JSON.stringify(fields)
    .slice(1, -1)
    .replace(/"year":0(?=,|$)/, '"year":-0');
  return `{"id": ${JSON.stringify(id)}${typed && `, ${typed}`}, "contents": "${contents}", "vector": {${weights}}}\n`;
}

async function index(
  name: string,
  records: readonly MadeRecord[],
  segments: number,
  options: object,
): Promise<string> {
  const path = join(folder(), name);
  const size = Math.ceil(records.length / segments);
  for (let from = 0; from < records.length; from += size) {
    const input = join(folder(), `${name}.jsonl`);
    await writeFile(
      input,
      records
        .slice(from, from + size)
        .map(line)
        .join(''),
    );
    const indexer = new LuceneIndexer(path, {
      ...options,
      fieldTypes: madeTypes,
      threads: 1,
      append: from > 0,
    });
    await indexer.index(input);
  }
  return path;
}

const asQuery = (query: ReadonlyMap<string, number>) =>
  new Map([...query].map(([token, weight]) => [word(token), weight]));
const plain = (hits: readonly Ranked[]) => hits.map(({ docid, score }) => ({ docid, score }));

it('of impacts: every way of searching, over segments, cold and warm', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ records, queries, segments, filters, k }) => {
      await using searcher = await LuceneImpactSearcher.open(await index('impact', records, segments, {}));
      const byId = new Map(records.map((record) => [record.id, record]));
      for (const filter of filters) {
        const passes = ({ docid }: Ranked) => matches(filter, docid, byId.get(docid)!.fields);
        const expected = queries.map((query) => cut(bruteForce(records, query).filter(passes), k));
        const asked = queries.map(asQuery);
        // Lucene caches a filter once it has been used a few times.
        for (let round = 0; round < 7; round++) {
          const hits = await searcher.search(asked[0]!, k, { filter });
          expect(plain(hits)).toEqual(expected[0]);
        }
        const rescored = await searcher.search(asked[0]!, k, { filter, queryCut: 1, rescore: 1000 });
        const allTerms = new Map(
          plain(await searcher.search(asked[0]!, 1000, { filter })).map((hit) => [hit.docid, hit.score]),
        );
        // Ties lower a score by a few millionths: one of 0 rounds to 0, or from below to -0.
        for (const { docid, score } of rescored)
          expect(Math.round(score) + 0).toBe(Math.round(allTerms.get(docid)!) + 0);
        const qids = asked.map((_, i) => String(i));
        const batch = await searcher.batchSearch(asked, qids, k, 2, { filter });
        expect([...batch.values()].map(plain)).toEqual(expected);
        const timed = await searcher.batchSearch(asked, qids, k, 2, { filter, timeoutMs: 60_000 });
        expect([...timed.values()].map(plain)).toEqual(expected);
      }
    }),
    { numRuns: 15, interruptAfterTimeLimit: 60_000 },
  );
});

it('of two phases: the candidates are the best that pass', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ records, queries: [query], segments, filters: [filter], k }) => {
      await using searcher = await LuceneImpactSearcher.open(await index('phases', records, segments, {}));
      const byId = new Map(records.map((record) => [record.id, record]));
      const options = { queryCut: 2, rescore: 1000 };
      const whole = await searcher.search(asQuery(query!), 1000, options);
      const rounded = whole.map(({ docid, score }) => ({ docid, score: Math.round(score) }));
      const expected = rounded.filter(({ docid }) => matches(filter!, docid, byId.get(docid)!.fields));
      const hits = await searcher.search(asQuery(query!), k, { ...options, filter: filter! });
      expect(plain(hits)).toEqual(cut(expected, k));
    }),
    { numRuns: 10, interruptAfterTimeLimit: 60_000 },
  );
});

it('of BM25, of the best field, and of both kinds fused', { timeout: 300_000 }, async () => {
  const text = { collection: 'JsonCollection', analyzer: { pretokenized: true } } as const;
  await fc.assert(
    fc.asyncProperty(setting, async ({ records, queries, segments, filters, k }) => {
      const impactIndex = await index('vectors', records, segments, {});
      const textIndex = await index('text', records, segments, text);
      await using searcher = await LuceneSearcher.open(textIndex);
      await using hybrid = await HybridSearcher.open(impactIndex, textIndex);
      const byId = new Map(records.map((record) => [record.id, record]));
      const [query] = queries.map(asQuery);
      const words = [...query!.keys()].join(' ');
      const vector = query!;
      for (const filter of filters) {
        const passes = ({ docid }: Ranked) => matches(filter, docid, byId.get(docid)!.fields);
        for (const options of [{}, { fields: { contents: 1.5 }, dismax: true }]) {
          const whole = await searcher.search(words, 1000, options);
          // Scores have four decimals, and below these the place among ties.
          const scored = whole.map(({ docid, score }) => ({ docid, score: Math.round(score * 1e4) / 1e4 }));
          const expected = cut(scored.filter(passes), k);
          for (let round = 0; round < 4; round++) {
            expect(plain(await searcher.search(words, k, { ...options, filter }))).toEqual(expected);
          }
        }
        const lists = [
          await hybrid.impact.search(vector, 1000, { filter }),
          await hybrid.text.search(words, 1000, { filter }),
        ];
        expect(lists.flat().filter((hit) => !passes(hit))).toEqual([]);
        expect(await hybrid.search({ text: words, vector }, k, { filter })).toEqual(
          fuseRankings(lists, { k }),
        );
      }
    }),
    { numRuns: 8, interruptAfterTimeLimit: 60_000 },
  );
});

it('of feedback: the documents of the first search pass too', { timeout: 120_000 }, async () => {
  const records = Array.from({ length: 60 }, (_, i): MadeRecord => {
    const half = i % 2 === 0 ? 'en' : 'de';
    return {
      id: `d${i}`,
      vector: [
        ['a', 3],
        [`${half}${i % 5}`, 2],
      ],
      fields: { lang: half },
    };
  }).concat({ id: 'none', vector: [['z', 1]], fields: {} });
  const filter: SearchFilter = { term: { lang: 'en' } };
  const text = { collection: 'JsonCollection', analyzer: { pretokenized: true } } as const;
  await using impact = await LuceneImpactSearcher.open(await index('rm3', records, 2, {}));
  await using bm25 = await LuceneSearcher.open(await index('rocchio', records, 2, text));
  impact.setRm3({ filterTerms: false });
  bm25.setRocchio();
  for (const hits of [
    await impact.search(new Map([[word('a'), 1]]), 10, { filter }),
    await bm25.search(word('a'), 10, { filter }),
  ]) {
    expect(hits.length).toBe(10);
    expect(hits.filter(({ docid }) => Number(docid.slice(1)) % 2 === 1)).toEqual([]);
    // The terms of documents that do not pass would make scores of these equal.
    expect(hits[0]!.score).toBeGreaterThan(0);
  }
});
