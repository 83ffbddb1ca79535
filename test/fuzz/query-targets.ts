import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { splitToken } from '#tserini/vector/white-space.js';
import { bruteForce, cut } from '../support/brute-force.ts';
import { type MadeVector, writeVectors } from '../support/collections.ts';
import { oddTokens } from './odd-json.ts';
import type { Target } from './target.ts';

// Queries on their way to Java, where each is a line of weight and term for each of its terms: whatever the terms and
// weights are, the scores must be those of a brute force.

/** The indexer refuses longer ones than Lucene takes, and halves of pairs, which may still be asked for. */
const tokens = oddTokens.filter((token) => Buffer.byteLength(token) <= 32_766 && token !== '');
const indexed = tokens.filter((token) => !/\p{Surrogate}/u.test(token));

/** Half a surrogate pair is U+FFFD in Lucene's terms. */
const asTerm = (token: string) => Buffer.from(token).toString();

/** A collection in which each token is in some documents, and no term in all. */
function makeDocuments(first: number): MadeVector[] {
  return Array.from({ length: 40 }, (_, i) => ({
    id: `d${first + i}`,
    vector: indexed
      .filter((_, t) => (t * 7 + i * (i + 3)) % 5 === 0)
      .map((token, t) => [token, 1 + ((t + i * 5) % 100)] as const),
  }));
}

/** As the index has it: split at white space, equal terms put together. */
const asIndexed = ({ id, vector }: MadeVector): MadeVector => ({
  id,
  vector: [
    ...summed(vector.flatMap(([token, weight]) => splitToken(token).map((part) => [part, weight] as const))),
  ],
});

function summed(entries: Iterable<readonly [string, number]>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [token, weight] of entries) sums.set(asTerm(token), (sums.get(asTerm(token)) ?? 0) + weight);
  return sums;
}

const batches = [makeDocuments(0), makeDocuments(40)];
const documents = batches.flat().map(asIndexed);
let searcher: Promise<LuceneImpactSearcher> | undefined;

/** One index of two segments for all cases of the process. */
function opened(folder: string): Promise<LuceneImpactSearcher> {
  searcher ??= (async () => {
    const index = join(folder, 'searched');
    for (const [i, batch] of batches.entries()) {
      const path = await writeVectors(join(folder, `vectors${i}.jsonl`), batch);
      await new LuceneIndexer(index, { threads: 1, append: i > 0 }).index(path);
    }
    return LuceneImpactSearcher.open(index);
  })();
  return searcher;
}

type Query = readonly (readonly [token: string, weight: string])[];

const read = (contents: Buffer): Query[] | undefined => {
  try {
    const queries = JSON.parse(contents.toString()) as unknown;
    const isQuery = (query: unknown) =>
      Array.isArray(query) &&
      query.every(
        (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'),
      );
    return Array.isArray(queries) && queries.length > 0 && queries.every(isQuery)
      ? (queries as Query[])
      : undefined;
  } catch {
    return undefined;
  }
};

const toVector = (query: Query) => new Map(query.map(([token, weight]) => [token, Number(weight)]));

/** What can match, with the weights that arrive. */
function asAsked(query: ReadonlyMap<string, number>): Map<string, number> {
  return summed(
    [...query]
      .filter(([token]) => splitToken(token)[0] === token)
      .map(([token, weight]) => [token, Math.fround(weight)]),
  );
}

const isExact = (weight: number) => weight >= 0 && weight <= 1024 && Number.isInteger(weight * 64);

/** Rounding to four places and the millionths between ties, and the last digit of a sum in another order. */
const isNear = (found: number, expected: number) =>
  found === expected || Math.abs(found - Math.min(expected, largest)) <= 2e-4 + 2e-6 * Math.abs(expected);
/** Anserini's rounding, which is ours, goes through a long of ten-thousandths: no score is above this. */
const largest = 2 ** 63 / 1e4;

async function searchAll(contents: Buffer, folder: string): Promise<void> {
  const queries = read(contents)?.map(toVector);
  if (!queries) return;
  const found = await opened(folder);
  const ids = queries.map((_, i) => String(i));
  const hits = await found.batchSearch(queries, ids, documents.length, 1);
  for (const [i, query] of queries.entries()) {
    const got = hits.get(String(i))!.map(({ docid, score }) => ({ docid, score }));
    const alone = (await found.search(query, documents.length)).map(({ docid, score }) => ({ docid, score }));
    expectSame('alone and in a batch', alone, got);
    const asked = asAsked(query);
    const expected = bruteForce(documents, asked);
    if ([...query.values()].every(isExact)) {
      expectSame('exactly', got, cut(expected, documents.length));
      const few = await found.search(query, 3);
      expectSame(
        'the first three',
        few.map(({ docid, score }) => ({ docid, score })),
        cut(expected, 3),
      );
    } else {
      const scores = new Map(expected.map(({ docid, score }) => [docid, Math.fround(score)]));
      if (got.length !== scores.size)
        throw new Error(`${got.length} hits, and ${scores.size} documents match`);
      for (const { docid, score } of got) {
        const right = scores.get(docid) ?? Number.NaN;
        if (!isNear(score, right)) throw new Error(`${docid} has ${score}, not ${right}`);
      }
    }
    const [first] = got;
    if (first) {
      const explained = await found.explain(query, first.docid);
      const sum = explained!.matching.reduce((total, { product }) => total + product, 0);
      if (!isNear(first.score, Math.fround(sum)))
        throw new Error(`explained as ${sum}, ranked with ${first.score}`);
    }
  }
}

function expectSame(what: string, got: readonly object[], expected: readonly object[]): void {
  const at = expected.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(got[i]));
  if (at >= 0 || got.length !== expected.length)
    throw new Error(
      `${what}: ${JSON.stringify(got[at])} in place of ${JSON.stringify(expected[at])}, ${got.length} of ${expected.length}`,
    );
}

const term = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...tokens) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom('unknown', '', '1 a', '2.5 b', 'a\n1 b', 'x'.repeat(40_000)) },
);
const exact = fc.nat(65_536).map((n) => String(n / 64));
const any = fc.oneof(
  fc.float({ min: 0, noNaN: true }).map(String),
  fc.double({ min: 0, max: 1e6, noNaN: true }).map(String),
  fc.constantFrom(
    '0',
    '-0',
    '1e-46',
    '1e-45',
    '1e-38',
    '1e21',
    '3.4028234663852886e38',
    '3.4028235677973366e38',
    '16777217',
  ),
  fc.constantFrom('-1', '-1e-50', 'NaN', 'Infinity', '-Infinity', '3.5e38'),
);
const queryOf = (weight: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(fc.tuple(term, weight), { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(fc.tuple(term, weight), { minLength: 40, maxLength: 120 }) },
  );
const asFile = (query: fc.Arbitrary<(readonly [string, string])[]>) =>
  fc.array(query, { minLength: 1, maxLength: 20 }).map((queries) => Buffer.from(JSON.stringify(queries)));

/** What is asked of an index. */
export const queryTargets: readonly Target[] = [
  {
    name: 'query-exact',
    file: 'queries.json',
    seeds: async () => [Buffer.from('[[["a","1"],["b","2.5"]],[["1995","1"]]]')],
    made: asFile(queryOf(exact)),
    read: async (path, folder) => searchAll(await readFile(path), folder),
  },
  {
    name: 'query-any',
    file: 'queries.json',
    seeds: async () => [Buffer.from('[[["a","0.1"],["b","1e-3"]],[["1995","1e20"]]]')],
    made: asFile(queryOf(any)),
    read: async (path, folder) => searchAll(await readFile(path), folder),
  },
];
