import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { importCiff } from '#tserini/lucene/index/import-ciff.js';
import type { IndexerOptions } from '#tserini/lucene/index/indexer-options.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { validateIndex } from '#tserini/lucene/read/validate-index.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { VectorCollection } from '#tserini/opensearch/collection.js';
import { readDocument } from '#tserini/opensearch/document.js';
import { TseriniError } from '#tserini/util/errors.js';
import { parseVectorRecord } from '#tserini/vector/parse-vector.js';
import { ciffBytes, smallCiff } from '../support/ciff-file.ts';
import { layoutTarget } from './layout-targets.ts';
import { oddTextLines, oddVectorLines } from './odd-json.ts';
import type { Target } from './target.ts';

const vectors = [
  '{"id": "d1", "contents": "hearts of athletes", "vector": {"heart": 12, "##s": 3.5, "1995": 1}}',
  '{"id": "d2", "vector": {"lung": 100, "|": 2, "\\u00e9": 7, "\\ud83e\\udd66": 1}}',
  '{"id": "d3", "contents": "", "vector": {}}',
].join('\n');
const contents = [
  '{"id": "d1", "contents": "Hearts of athletes", "title": "Hearts", "tags": ["a", "b"]}',
  '{"id": "d2", "contents": "lungs \\ud83e\\udd66 and lungs", "title": ""}',
].join('\n');
const array = `[${vectors.split('\n').join(',\n')}]`;

/** Indexes it, and where that succeeds has Lucene's CheckIndex look at the index, and searches it. */
async function indexAndCheck(path: string, folder: string, options: IndexerOptions): Promise<void> {
  const index = join(folder, 'index');
  try {
    await new LuceneIndexer(index, { threads: 1, memoryBuffer: 16, ...options }).index(path);
    const { sound, problems } = await validateIndex(index);
    if (!sound) throw new Error(`the index is not sound: ${problems.join('; ')}`);
    await using searcher = await LuceneImpactSearcher.open(index, new PretokenizedQueryEncoder());
    await searcher.search('heart heart 1995');
    await using reader = await LuceneIndexReader.open(index);
    await reader.dumpVectors(join(folder, 'dump.jsonl'));
  } finally {
    await rm(index, { recursive: true, force: true });
  }
}

/** Imports it, and where that succeeds has Lucene's CheckIndex look at the index, and exports it. */
async function importAndCheck(path: string, folder: string): Promise<void> {
  const index = join(folder, 'index');
  try {
    await importCiff(path, index);
    const { sound, problems } = await validateIndex(index);
    if (!sound) throw new Error(`the index is not sound: ${problems.join('; ')}`);
    await using reader = await LuceneIndexReader.open(index);
    await reader.exportCiff(join(folder, 'again.ciff'));
    await reader.dumpVectors(join(folder, 'dump.jsonl'));
  } finally {
    await rm(index, { recursive: true, force: true });
  }
}

/** What the reader of the OpenSearch side, in TypeScript, makes of the file: weights by id, or why it does not. */
async function readHere(path: string): Promise<Map<string, object> | TseriniError> {
  const documents = new Map<string, object>();
  try {
    const collection = await VectorCollection.open(path);
    for await (const line of collection.lines()) {
      const { id, weights } = readDocument(line);
      // Of two records of an id the later one stays; one without weights takes the earlier away.
      documents.delete(id);
      if (weights.size > 0) documents.set(id, Object.fromEntries(merged(weights)));
    }
    return documents;
  } catch (error) {
    if (error instanceof TseriniError) return error;
    throw error;
  }
}

/** As Lucene has terms: half a pair is U+FFFD. Without a prototype's names. */
function merged(weights: Iterable<readonly [string, number]>): Map<string, number> {
  const terms = new Map<string, number>();
  for (const [token, weight] of weights) {
    const term = `t${Buffer.from(token)}`;
    terms.set(term, (terms.get(term) ?? 0) + weight);
  }
  return terms;
}

/**
 * Limits of Jackson and of Lucene that JavaScript's parser does not have; halves of pairs in names; a byte order mark
 * inside the file; what is wrong in the first of two entries of a name; a collection of which nothing is left.
 */
const onlyInJava =
  /nesting depth|Number value length|name length|String value length|32766|is longer than|surrogate|code 65279|holds no documents|weights are numbers|is not a number|not an object/i;

/** Both readers must find the same, where neither refuses the file. */
async function indexAndCompare(path: string, folder: string): Promise<void> {
  const here = await readHere(path);
  const index = join(folder, 'index');
  const dump = join(folder, 'dump.jsonl');
  try {
    await new LuceneIndexer(index, { threads: 1, memoryBuffer: 16, uniqueDocid: true }).index(path);
    if (here instanceof TseriniError) return;
    await using reader = await LuceneIndexReader.open(index);
    await reader.dumpVectors(dump);
    const there = new Map<string, object>();
    for (const line of (await readFile(dump, 'utf8')).split('\n').filter((text) => text !== '')) {
      const { id, vector } = parseVectorRecord(line, dump);
      there.set(id, Object.fromEntries(merged(vector)));
    }
    if (!isDeepStrictEqual(here, there))
      throw new Error(`the readers differ: ${inspect({ here, there }, { depth: 4 }).slice(0, 2000)}`);
  } catch (error) {
    if (error instanceof TseriniError && !(here instanceof TseriniError) && !onlyInJava.test(error.message))
      throw new Error(`only Java refuses it: ${error.message}`);
    throw error;
  } finally {
    await rm(index, { recursive: true, force: true });
  }
}

/** The vectors that an index has of the collection, or with an analyzer the hits of a search, by docid. */
async function findIndexed(path: string, folder: string, options: IndexerOptions): Promise<unknown> {
  const index = join(folder, 'index');
  try {
    const isText = options.collection === 'JsonCollection';
    const { indexed, skipped } = await new LuceneIndexer(index, {
      threads: 1,
      memoryBuffer: 16,
      storeDocvectors: isText,
      ...options,
    }).index(path);
    await using reader = await LuceneIndexReader.open(index);
    const dump = join(folder, 'dump.jsonl');
    await reader.dumpVectors(dump);
    return [indexed, skipped, await readFile(dump, 'utf8')];
  } finally {
    await rm(index, { recursive: true, force: true });
  }
}

const laidOutText =
  '{"id": "d1", "contents": "red-é apples"}\n{"id": 858891879127167001, "contents": "the pears", "x": NaN}\n';
const laidOutVectors =
  '{"id": "d1", "vector": {"é": 12, "1995": 3.5}}\n{"id": 7.50, "vector": {"b": 2}}\n{"id": "e", "vector": {"b": 1}}\n';
const blanks = { between: [' ', '\t', '  '] };

/** Files beside a collection, which is read with them. */
const besideTargets = (['whitelist', 'stopwords'] as const).map((option) =>
  layoutTarget({
    name: `java-${option}`,
    file: `${option}.txt`,
    text: 'd1\nthe\npears\n',
    find: async (path, folder) => {
      const collection = join(folder, 'docs.jsonl');
      await writeFile(collection, laidOutText);
      const given = option === 'whitelist' ? { whitelist: path } : { analyzer: { stopwords: path } };
      return findIndexed(collection, folder, { collection: 'JsonCollection', ...given });
    },
  }),
);

const layoutTargets: readonly Target[] = [
  ...([false, true] as const).flatMap((storeRaw) => [
    layoutTarget({
      ...{
        name: `java-text-${storeRaw ? 'raw' : 'plain'}`,
        file: 'docs.jsonl',
        text: laidOutText,
        ...blanks,
      },
      find: (path, folder) => findIndexed(path, folder, { collection: 'JsonCollection', storeRaw }),
    }),
    layoutTarget({
      ...{ name: `java-array-${storeRaw ? 'raw' : 'plain'}`, file: 'docs.json', ...blanks },
      text: `[\n${laidOutText.trim().replace('\n', ',\n')}\n]\n`,
      find: (path, folder) => findIndexed(path, folder, { collection: 'JsonCollection', storeRaw }),
    }),
    layoutTarget({
      ...{
        name: `java-vectors-${storeRaw ? 'raw' : 'plain'}`,
        file: 'vectors.jsonl',
        text: laidOutVectors,
        ...blanks,
      },
      find: (path, folder) => findIndexed(path, folder, { storeRaw }),
    }),
  ]),
  layoutTarget({
    ...{ name: 'java-vectors.gz', file: 'vectors.jsonl.gz', text: laidOutVectors, ...blanks },
    find: (path, folder) => findIndexed(path, folder, {}),
  }),
  ...besideTargets,
];

const all: IndexerOptions = { storeRaw: true, storeContents: true, storeDocvectors: true };

/** What the indexer reads, in Java. */
export const javaTargets: readonly Target[] = [
  ...layoutTargets,
  {
    name: 'java-and-here',
    file: 'vectors.jsonl',
    seeds: async () => [Buffer.from(vectors)],
    made: oddVectorLines,
    read: indexAndCompare,
  },
  {
    name: 'java-vectors',
    file: 'vectors.jsonl',
    seeds: async () => [Buffer.from(vectors)],
    made: oddVectorLines,
    read: (path, folder) => indexAndCheck(path, folder, all),
  },
  {
    name: 'java-vectors-unique',
    file: 'vectors.json',
    seeds: async () => [Buffer.from(array), Buffer.from(vectors)],
    made: oddVectorLines,
    read: (path, folder) => indexAndCheck(path, folder, { uniqueDocid: true, optimize: true }),
  },
  {
    name: 'java-vectors.gz',
    file: 'vectors.jsonl.gz',
    seeds: async () => [gzipSync(vectors), gzipSync(vectors.replaceAll('"d', '"e'))],
    read: (path, folder) => indexAndCheck(path, folder, {}),
  },
  {
    name: 'java-ciff',
    file: 'postings.ciff',
    seeds: async () => [ciffBytes(smallCiff)],
    read: importAndCheck,
  },
  {
    name: 'java-ciff.gz',
    file: 'postings.ciff.gz',
    seeds: async () => [ciffBytes(smallCiff)],
    wrap: (contents) => gzipSync(contents),
    read: importAndCheck,
  },
  {
    name: 'java-contents',
    file: 'contents.jsonl',
    seeds: async () => [Buffer.from(contents)],
    made: oddTextLines,
    read: (path, folder) =>
      indexAndCheck(path, folder, { ...all, collection: 'JsonCollection', fields: ['title'] }),
  },
  {
    name: 'java-whitelist',
    file: 'ids.txt',
    seeds: async () => [Buffer.from('d1\nd2\r\nd9\n')],
    read: async (path, folder) => {
      const collection = join(folder, 'vectors.jsonl');
      await writeFile(collection, vectors);
      await indexAndCheck(collection, folder, { whitelist: path });
    },
  },
];
