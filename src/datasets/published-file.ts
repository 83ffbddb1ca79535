import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../util/download/download-file.js';
import {
  type FetchPublishedOptions,
  fetchPublished,
  type Published,
} from '../util/download/fetch-published.js';
import { atMirror } from '../util/download/mirror.js';
import { TseriniError } from '../util/errors.js';
import { pyseriniCache } from '../util/files/cache-folder.js';
import { readTable } from '../util/files/read-table.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';

/** A file of topics or judgments that Pyserini and Anserini know by name. */
export interface PublishedFile extends Pick<Published, 'hash' | 'algorithm' | 'size'> {
  /** Its names in Pyserini and Anserini; the first is the registry's, the others are aliases and earlier names. */
  readonly names: readonly string[];
  readonly file: string;
  /** Its addresses, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Where it is cached, below Pyserini's cache: the folder into which it is fetched, then the others. */
  readonly folders: readonly string[];
}

/** Columns that the tables of topics and of judgments share. */
type Columns = 'file' | 'names' | 'at' | 'bytes' | 'checksum';

const addresses = readTable<'at' | 'url'>(new URL('../../catalogue/addresses.tsv', import.meta.url));

/** Reads what a line of a table says of its file. @param folders where it is cached */
export function publishedFile(
  row: Readonly<Record<Columns, string>>,
  folders: readonly string[],
): PublishedFile {
  const { file, names, at, bytes, checksum } = row;
  const [, kind, hash] = /^(?:(git|md5):)?(.+)$/.exec(checksum) ?? [];
  const bases = addresses.filter((address) => address.at === at);
  return {
    names: names.split(' '),
    file,
    urls: bases.length > 0 ? bases.map(({ url }) => `${url}/${file}`) : [at],
    folders,
    size: bytes === '' ? undefined : Number(bytes),
    hash,
    algorithm: kind === 'git' ? 'git-sha1' : kind === 'md5' ? 'md5' : 'sha256',
  };
}

/** Files by each of their names, and by the name of the file, as Anserini takes it. */
export function byName<File extends PublishedFile>(files: readonly File[]): ReadonlyMap<string, File> {
  return new Map(files.flatMap((file) => [...file.names, file.file].map((name) => [name, file] as const)));
}

const places = ({ folders, file }: PublishedFile) =>
  folders.map((folder) => join(pyseriniCache(), folder, file));

/** Says of many files whether they are in the cache, by one look at each of its folders. */
export function cachedFiles(): (file: PublishedFile) => Promise<boolean> {
  const folders = new Map<string, Promise<ReadonlySet<string>>>();
  const namesIn = (folder: string) => {
    const known = folders.get(folder) ?? filesIn(join(pyseriniCache(), folder));
    folders.set(folder, known);
    return known;
  };
  return async ({ folders: all, file }) =>
    (await Promise.all(all.map(namesIn))).some((names) => names.has(file));
}

async function filesIn(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return new Set(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name));
}

/**
 * The path of a published file, in the cache that is shared with Pyserini and Anserini. It is downloaded unless it is there;
 * an earlier attempt is resumed. Its checksum is compared either way.
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`; `INPUT` where a cached file is not the published one
 */
export async function fetchPublishedFile(
  file: PublishedFile,
  options: FetchPublishedOptions = {},
): Promise<string> {
  const paths = places(file);
  for (const path of paths) if (await isCached(file, path)) return path;
  const [path] = paths as [string];
  const hint = `TSERINI_MIRROR names a mirror; or put the file at ${path}`;
  const remote = { ...file, name: file.file, urls: file.urls.map(atMirror), hint };
  await fetchPublished(remote, path, options).catch((error) => {
    throw error instanceof TseriniError && error.code === 'IO'
      ? new TseriniError('IO', `${error.message}; PYSERINI_CACHE names another cache`, { cause: error })
      : error;
  });
  return path;
}

async function isCached({ hash, algorithm }: PublishedFile, path: string): Promise<boolean> {
  const stats = await statOrUndefined(path);
  if (!stats?.isFile()) return false;
  if (hash === undefined) return true;
  const actual = await hashOf(path, algorithm, stats.size);
  if (actual === hash) return true;
  throw new TseriniError(
    'INPUT',
    `${path} is not the file that is published: its ${algorithm} is ${actual}, expected ${hash}; remove it, and it is fetched`,
    { value: path },
  );
}
