import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { formatRunLines } from '#tserini/run/write-run.js';
import type { SparseVector } from '#tserini/vector/sparse-vector.js';
import {
  type AnseriniJob,
  anseriniJar,
  needsAnserini,
  runAnserini,
  wholeInterop,
} from '../support/anserini.ts';
import { firstDifference, postingLines } from '../support/postings.ts';
import { suiteFolder } from '../support/temp.ts';

// All of them, and with another seed: TSERINI_INTEROP=full TSERINI_INTEROP_SEED=7 npx vitest run test/java-interop
const seed = Number(process.env.TSERINI_INTEROP_SEED ?? 5);
const collections = wholeInterop ? 200 : 30;

const folder = suiteFolder();

// Few tokens and small weights make many ties. U+FF21 comes after the others' surrogates in UTF-16, and
// before them in UTF-8.
const tokens = ['a', 'b', '##c', '1995', '|', '"', 'é', '日本', '\uff21', '🥦', '𝒜'];
const token = fc.constantFrom(...tokens);
const vector = (weight: fc.Arbitrary<number>) =>
  fc.uniqueArray(fc.tuple(token, weight), { selector: ([name]) => name, maxLength: 6 });
const documentWeight = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(1.9, 0.5, 40, 700) },
);
const docid = fc.string({
  unit: fc.constantFrom('x', 'Z', '9', '-', '\uff21', '🥦', '𝒜'),
  minLength: 1,
  maxLength: 4,
});

interface Collection {
  readonly documents: readonly { id: string; vector: [string, number][] }[];
  /** Document weight that every document has for the token `all`, where there is such a token. */
  readonly everywhere: number | undefined;
  readonly queries: readonly [string, number][][];
}

const collection: fc.Arbitrary<Collection> = fc.record({
  documents: fc.uniqueArray(fc.record({ id: docid, vector: vector(documentWeight) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 60,
    size: 'max',
  }),
  everywhere: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  queries: fc.array(
    fc.uniqueArray(
      fc.tuple(fc.oneof(token, fc.constantFrom('all', 'unknown')), fc.integer({ min: 0, max: 3 })),
      { selector: ([name]) => name, minLength: 1, maxLength: 6 },
    ),
    { minLength: 3, maxLength: 8 },
  ),
});

const hitCounts = [1, 2, 5, 1000];

/** Written by hand because an object would move the key "1995" to the front. */
function record({ id, vector: entries }: Collection['documents'][number], everywhere?: number): string {
  const all: [string, number][] = everywhere === undefined ? entries : [...entries, ['all', everywhere]];
  const weights = all.map(([name, weight]) => `${JSON.stringify(name)}: ${weight}`);
  return `{"id": ${JSON.stringify(id)}, "contents": "", "vector": {${weights.join(', ')}}}\n`;
}

const topicId = (i: number) => `q${i}`;
const positive = (query: readonly [string, number][]) => query.filter(([, weight]) => weight > 0);

interface Files {
  readonly folder: string;
  readonly made: Collection;
}

async function write({ folder, made }: Files): Promise<void> {
  await mkdir(join(folder, 'collection'), { recursive: true });
  const records = made.documents.map((document) => record(document, made.everywhere));
  await writeFile(join(folder, 'collection', 'vectors.jsonl'), records.join(''));
  const weighted = made.queries.map((query, i) => [topicId(i), ...query.flat()].join(' '));
  await writeFile(join(folder, 'weighted'), `${weighted.join('\n')}\n`);
  const repeated = made.queries.flatMap((query, i) => {
    const text = positive(query).map(([name, weight]) => Array(weight).fill(name).join(' '));
    return text.length > 0 ? [`${topicId(i)}\t${text.join(' ')}\n`] : [];
  });
  await writeFile(join(folder, 'topics.tsv'), repeated.join(''));
}

const jobs = ({ folder }: Files): AnseriniJob[] => {
  const at = (name: string) => join(folder, name);
  return [
    ['index', at('collection'), at('theirs')],
    ['postings', at('theirs'), at('postings')],
    ...hitCounts.flatMap((hits): AnseriniJob[] => [
      ['search', at('theirs'), at('topics.tsv'), `${hits}`, at(`search.${hits}`)],
      ['impact', at('theirs'), at('weighted'), `${hits}`, at(`impact.${hits}`)],
    ]),
  ];
};

async function run(searcher: LuceneImpactSearcher, queries: readonly SparseVector[], hits: number) {
  let lines = '';
  for (const [i, query] of queries.entries()) {
    if (query.size > 0) lines += formatRunLines(topicId(i), await searcher.search(query, hits), 'Anserini');
  }
  return lines.split('\n');
}

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n');

/** What differs between us and Anserini on one collection. */
async function compare({ folder, made }: Files): Promise<object[]> {
  const at = (name: string) => join(folder, name);
  await new LuceneIndexer(at('ours')).index(at('collection'));
  const differences: object[] = [];
  const check = (what: string, actual: readonly string[], expected: readonly string[]) => {
    const difference = firstDifference(actual, expected);
    if (difference) differences.push({ folder, what, ...difference });
  };
  await using reader = await LuceneIndexReader.open(at('ours'));
  check('postings', [...(await postingLines(reader)), ''], await linesOf(at('postings')));
  if ((await reader.validate()).problems.length > 0) differences.push({ folder, what: 'CheckIndex' });
  for (const index of ['ours', 'theirs']) {
    // SearchCollection drops no common terms, Pyserini's searcher drops those that every document has.
    await using everyTerm = await LuceneImpactSearcher.open(at(index), undefined, { minIdf: -1 });
    await using searcher = await LuceneImpactSearcher.open(at(index));
    const whole = made.queries.map((query) => new Map(query));
    const repeated = made.queries.map((query) => new Map(positive(query)));
    for (const hits of hitCounts) {
      const what = (name: string) => `${name} at ${hits} hits, index ${index}`;
      check(what('search'), await run(everyTerm, repeated, hits), await linesOf(at(`search.${hits}`)));
      check(what('impact'), await run(searcher, whole, hits), await linesOf(at(`impact.${hits}`)));
    }
  }
  return differences;
}

describe.skipIf(!anseriniJar)(`random small collections, beside Anserini${needsAnserini}`, () => {
  let files: Files[];

  beforeAll(async () => {
    const nonEmpty = collection.filter(({ documents, everywhere, queries }) => {
      const indexed = documents.some((document) => document.vector.some(([, weight]) => weight >= 1));
      return (everywhere !== undefined || indexed) && queries.some((query) => positive(query).length > 0);
    });
    files = fc
      .sample(nonEmpty, { numRuns: collections, seed })
      .map((made, i) => ({ made, folder: join(folder(), `${i}`) }));
    await Promise.all(files.map(write));
    await runAnserini(folder(), files.flatMap(jobs));
  }, 600_000);

  it('have equal postings and equal runs', { timeout: 600_000 }, async () => {
    const differences: object[] = [];
    for (const each of files) differences.push(...(await compare(each)));
    expect(differences).toEqual([]);
  });
});
