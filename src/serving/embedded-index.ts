import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeCollection } from '../encode/collection/encode-collection.js';
import { indexBeirFlat } from '../lucene/index/beir-flat-collection.js';
import { LuceneIndexer } from '../lucene/index/lucene-indexer.js';
import { luceneVersion } from '../lucene/jvm/versions.js';
import { fileError } from '../util/errors.js';
import { cacheFolder } from '../util/files/cache-folder.js';
import type { IndexDefinition } from './index-set.js';

const collection = fileURLToPath(new URL('../../examples/collection', import.meta.url));
const encoder = 'splade-tiny';
const fields = ['title', 'text'];

/** Goes up where what is built below changes. An index of a newer Lucene cannot be read by an older one. */
const form = 1;

export interface EmbeddedIndexOptions {
  readonly signal?: AbortSignal;
  /** Told how many documents are encoded, where the index has to be built first. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The collection that comes with this package as an index: SPLADE vectors, and words with titles and texts beside
 * them. It is built in the cache folder on first use, which takes some seconds.
 * @throws TseriniError `IO`, `INTERRUPTED`, and as encoding and indexing do
 */
export async function embeddedIndex(options: EmbeddedIndexOptions = {}): Promise<IndexDefinition> {
  const corpus = join(collection, 'corpus.jsonl');
  const text = await readFile(corpus).catch((error) => {
    throw fileError(error, 'the collection of this package', corpus);
  });
  const key = createHash('sha256')
    .update(`${form} ${encoder} ${luceneVersion()}\n`)
    .update(text)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), 'indexes', `embedded-${key}`);
  if (!existsSync(folder)) await build(folder, options);
  return { name: 'embedded', path: join(folder, 'impact'), encoder, bm25: join(folder, 'text') };
}

/** Builds it beside its place and moves it there whole: several processes may be at it at once. */
async function build(folder: string, { signal, onProgress }: EmbeddedIndexOptions): Promise<void> {
  const parent = join(folder, '..');
  const abortable = signal ? { signal } : {};
  let making: string;
  try {
    await mkdir(parent, { recursive: true });
    making = await mkdtemp(`${folder}.making-`);
  } catch (error) {
    throw fileError(error, 'the cache folder (TSERINI_CACHE sets another)', parent);
  }
  try {
    const vectors = join(making, 'vectors');
    await encodeCollection({
      ...{ corpus: collection, fields, embeddings: vectors, encoder, encoderFields: fields, maxLength: 512 },
      ...(onProgress ? { onProgress } : {}),
      ...abortable,
    });
    await new LuceneIndexer(join(making, 'impact'), { storeDocvectors: true, optimize: true }).index(
      vectors,
      abortable,
    );
    await indexBeirFlat(
      collection,
      join(making, 'text'),
      { fields, storeRaw: true, optimize: true },
      abortable,
    );
    await rm(vectors, { recursive: true });
    await rename(making, folder).catch((error) => {
      if (!existsSync(folder)) throw fileError(error, 'the cache folder', folder);
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
