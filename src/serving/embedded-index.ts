import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { luceneVersion } from '../lucene/jvm/versions.js';
import { fileError } from '../util/errors.js';
import { cacheFolder } from '../util/files/cache-folder.js';
import type { IndexDefinition } from './index-set.js';

const collection = fileURLToPath(new URL('../../examples/collection', import.meta.url));
const encoder = 'splade-tiny';
const fields = ['title', 'text'];

/** To be raised when the layout of the index below changes; the version of Lucene is part of the key too. */
const layout = 2;

export interface EmbeddedIndexOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of encoded documents while the index is built. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The collection that comes with this package: an impact index of SPLADE vectors and a text index with titles and
 * texts. Both are built in the cache folder on first use, which takes some seconds.
 * @throws TseriniError `IO`, `INTERRUPTED`, and the errors of encoding and indexing
 */
export async function embeddedIndex(options: EmbeddedIndexOptions = {}): Promise<IndexDefinition> {
  const corpus = join(collection, 'corpus.jsonl');
  const text = await readFile(corpus).catch((error) => {
    throw fileError(error, 'the collection of this package', corpus);
  });
  const key = createHash('sha256')
    .update(`${layout} ${encoder} ${luceneVersion()}\n`)
    .update(text)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), 'indexes', `embedded-${key}`);
  if (!existsSync(folder)) await build(folder, options);
  return { name: 'embedded', path: join(folder, 'impact'), encoder, bm25: join(folder, 'text') };
}

/** Builds both indexes in a temporary folder, then renames it: several processes may build at the same time. */
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
    // Only the first use of the collection needs these.
    const [{ encodeCollection }, { indexBeirFlat }, { LuceneIndexer }] = await Promise.all([
      import('../encode/collection/encode-collection.js'),
      import('../lucene/index/beir-flat-collection.js'),
      import('../lucene/index/lucene-indexer.js'),
    ]);
    const vectors = join(making, 'vectors');
    await encodeCollection({
      ...{ corpus: collection, fields, embeddings: vectors, encoder, encoderFields: fields, maxLength: 512 },
      ...(onProgress ? { onProgress } : {}),
      ...abortable,
    });
    await new LuceneIndexer(join(making, 'impact'), {
      ...{ collectionName: 'embedded', storeDocvectors: true, optimize: true },
    }).index(vectors, abortable);
    await indexBeirFlat(
      collection,
      join(making, 'text'),
      { collectionName: 'embedded', fields, storeRaw: true, optimize: true },
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
