import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stopError } from '../util/abort.js';
import { type FetchPublishedOptions, fetchPublished } from '../util/download/fetch-published.js';
import { atMirror } from '../util/download/mirror.js';
import { fileError, TseriniError } from '../util/errors.js';
import { pyseriniCache } from '../util/files/cache-folder.js';
import { waitForLock } from '../util/files/folder-lock.js';
import { makeFolder } from '../util/files/make-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { unpack } from '../util/tar/unpack.js';
import type { PrebuiltIndex } from './prebuilt-index.js';
import { findPrebuiltIndex } from './prebuilt-indexes.js';
import { isWholeIndex } from './whole-index.js';

/** Progress, retries and abort of an index's download. */
export type FetchIndexOptions = FetchPublishedOptions;

function indexCache(): string {
  return join(pyseriniCache(), 'indexes');
}

/** The folder of a downloaded index, named after the archive and its MD5 as in Pyserini. */
export function prebuiltFolder({ url, archive = basename(url), md5 }: PrebuiltIndex): string {
  return join(indexCache(), `${archive.replace(/\.tar(\.gz)?$/, '')}.${md5}`);
}

/** Whether all of an index is in the cache. */
export async function isFetched(index: PrebuiltIndex): Promise<boolean> {
  return isWholeIndex(prebuiltFolder(index));
}

/**
 * Fetches an index that is published ready to search, unless it is there: resumed where an earlier attempt stopped,
 * its MD5 checked, and not there under its name before all of it is unpacked. A folder of that name that holds no index or a
 * part of one is replaced. Waits where another process is fetching it.
 * @param index a name of Pyserini's, or what is known of an index that has none
 * @returns its folder
 * @throws TseriniError `NOT_FOUND`, with the nearest name; `DOWNLOAD`, `INPUT`, `IO`, `INTERRUPTED`
 */
export async function fetchPrebuiltIndex(
  index: string | PrebuiltIndex,
  options: FetchIndexOptions = {},
): Promise<string> {
  const found = typeof index === 'string' ? findPrebuiltIndex(index) : index;
  const folder = prebuiltFolder(found);
  if (await isFetched(found)) return folder;
  await makeFolder(indexCache(), 'cache of indexes');
  const unlock = await waitForLock(`${folder}.lock`, options.signal);
  try {
    // Another process may have downloaded it while this one waited.
    if (!(await isFetched(found))) await fetchInto(folder, found, options);
    return folder;
  } finally {
    await unlock();
  }
}

async function fetchInto(folder: string, index: PrebuiltIndex, options: FetchIndexOptions): Promise<void> {
  const { name, md5, size, url, otherUrls = [] } = index;
  const archive = `${folder}${url.endsWith('.gz') ? '.tar.gz' : '.tar'}`;
  const isDamaged = (await statOrUndefined(folder)) !== undefined;
  const urls = [url, ...otherUrls].map(atMirror);
  const hint = 'HF_ENDPOINT names a mirror of huggingface.co, TSERINI_MIRROR one of every host';
  // A complete archive is left by an unpacking that failed because the disk was full.
  if (!(await statOrUndefined(archive))) {
    await fetchPublished({ name, urls, hash: md5, algorithm: 'md5', hint, size }, archive, options).catch(
      (error) => {
        const isDownload = error instanceof TseriniError && error.code === 'DOWNLOAD';
        if (!isDamaged || !isDownload) throw error;
        const message = `${folder} holds no whole index, and the ${error.message}`;
        throw new TseriniError('DOWNLOAD', message, { value: folder, cause: error });
      },
    );
  }
  const unpacking = `${folder}.unpacking`;
  await rm(unpacking, { recursive: true, force: true });
  const { signal } = options;
  try {
    await unpack(archive, unpacking, { ratio: 100, signal });
    const whole = await indexIn(unpacking, name);
    if (isDamaged) await rm(folder, { recursive: true, force: true });
    await rename(whole, folder);
  } catch (error) {
    await rm(unpacking, { recursive: true, force: true });
    // A damaged archive is removed; one that only found no space is kept for the next attempt.
    if (error instanceof TseriniError && error.code === 'INPUT') await rm(archive, { force: true });
    if (signal?.aborted) throw stopError(signal, `unpacking ${name} stopped`);
    throw fileError(error, 'index', folder);
  }
  await rm(unpacking, { recursive: true, force: true });
  await rm(archive, { force: true });
}

/** An archive has either one folder with the index, or the files of the index. */
async function indexIn(folder: string, name: string): Promise<string> {
  const names = await readdir(folder);
  const [only] = names;
  const inner = names.length === 1 && only !== undefined ? join(folder, only) : folder;
  const files = await readdir(inner).catch(() => [] as string[]);
  if (files.some((file) => file.startsWith('segments_'))) return inner;
  throw new TseriniError('INPUT', `the archive of ${name} holds no Lucene index`, { value: name });
}
