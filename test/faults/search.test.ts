import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect } from 'vitest';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { testFaults } from '../support/fault-tests.ts';
import { lookAtFiles, main } from '../support/faults.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

beforeAll(async () => {
  const [corpus, embeddings] = [join(embeddedCollection, 'corpus.jsonl'), path('vectors')];
  await encodeCollection({ corpus, embeddings, encoder: 'splade-tiny' });
  expect(await new LuceneIndexer(path('index')).index(embeddings)).toMatchObject({ indexed: 198 });
  const topics = Array.from({ length: 300 }, (_, i) => `${i}\twhy does thunder follow lightning ${i}\n`);
  await writeFile(path('topics.tsv'), topics.join(''));
});

testFaults(
  {
    name: 'search.lucene',
    command: (output) => [
      ...[main, 'search.lucene', '--impact', '--index', path('index'), '--topics', path('topics.tsv')],
      ...['--encoder', 'splade-tiny', '--hits', '100', '--output', join(output, 'run.txt')],
    ],
    look: lookAtFiles,
  },
  { folder, heapMegabytes: [4, 30], oldSpaceMegabytes: [10, 60], groupMegabytes: [60, 400] },
);
