import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { LuceneImpactSearcher } from '#tserini/lucene/lucene-impact-searcher.js';
import { LuceneIndexReader } from '#tserini/lucene/lucene-index-reader.js';
import { type IndexerOptions, LuceneIndexer } from '#tserini/lucene/lucene-indexer.js';
import { validateIndex } from '#tserini/lucene/validate-index.js';
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

const all: IndexerOptions = { storeRaw: true, storeContents: true, storeDocvectors: true };

/** What the indexer reads, in Java. */
export const javaTargets: readonly Target[] = [
  {
    name: 'java-vectors',
    file: 'vectors.jsonl',
    seeds: async () => [Buffer.from(vectors)],
    read: (path, folder) => indexAndCheck(path, folder, all),
  },
  {
    name: 'java-vectors-unique',
    file: 'vectors.json',
    seeds: async () => [Buffer.from(array), Buffer.from(vectors)],
    read: (path, folder) => indexAndCheck(path, folder, { uniqueDocid: true, optimize: true }),
  },
  {
    name: 'java-vectors.gz',
    file: 'vectors.jsonl.gz',
    seeds: async () => [gzipSync(vectors), gzipSync(vectors.replaceAll('"d', '"e'))],
    read: (path, folder) => indexAndCheck(path, folder, {}),
  },
  {
    name: 'java-contents',
    file: 'contents.jsonl',
    seeds: async () => [Buffer.from(contents)],
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
