import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileError, TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { ZipArchive } from '../util/zip/archive.js';
import { isHidden, walkRecordFiles } from './collection-files.js';

/** A folder of data, or a zip archive of one, read in place. */
export interface DataFolder {
  readonly path: string;
  readonly isArchive: boolean;
  /**
   * The files in it, and in folders inside as `folder/name`, in the order of their names, subfolders among them. Of a
   * folder on the disk, those inside are BEIR's qrels and the files of records.
   */
  readonly names: readonly string[];
  /** @param name one of {@link names} */
  file(name: string): DataFile;
}

/** BEIR's subfolder. */
const innerFolder = 'qrels';

/**
 * Opens a folder or a zip archive. If a single folder contains all files of an archive, names are relative to it; another
 * folder inside is selected by a path such as `cqadupstack.zip/android`.
 * @param what what is at the path, for messages
 * @returns undefined if the path is a file of another kind
 * @throws TseriniError `NOT_FOUND`, `IO`, and what {@link ZipArchive.open} throws
 */
export async function openDataFolder(path: string, what: string): Promise<DataFolder | undefined> {
  const [archive, inner] = splitZipPath(path);
  try {
    const stats = await stat(archive);
    if (stats.isFile() && /\.zip$/i.test(archive)) return await inArchive(path, archive, inner);
    const isFolder = inner === '' ? stats.isDirectory() : (await stat(path)).isDirectory();
    return isFolder ? await onDisk(path) : undefined;
  } catch (error) {
    throw fileError(error, what, path);
  }
}

function splitZipPath(path: string): [archive: string, inner: string] {
  const match = /^(.*?\.zip)[/\\](.+)$/i.exec(path);
  return match ? [match[1]!, match[2]!.replaceAll('\\', '/').replace(/\/+$/, '')] : [path, ''];
}

async function onDisk(path: string): Promise<DataFolder> {
  const entries = await readdir(path, { withFileTypes: true });
  const below = entries.some((entry) => entry.name === innerFolder && entry.isDirectory())
    ? (await readdir(join(path, innerFolder))).map((name) => `${innerFolder}/${name}`)
    : [];
  const here = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const records = (await walkRecordFiles(path)).map((file) => relative(path, file.path).replaceAll(sep, '/'));
  const names = new Set([...here, ...below, ...records].filter((name) => !isHidden(name)));
  return { path, isArchive: false, names: inOrder([...names]), file: (name) => ({ name: join(path, name) }) };
}

/** The order of a walk: that of the names in each folder. */
function inOrder(names: readonly string[]): string[] {
  const key = (name: string) => name.replaceAll('/', '\0');
  return names.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

async function inArchive(path: string, archivePath: string, inner: string): Promise<DataFolder> {
  const archive = await ZipArchive.open(archivePath);
  // macOS adds these files to archives.
  const all = archive.names.filter((name) => !name.startsWith('__MACOSX/') && !isHidden(name));
  const roots = new Set(all.map((name) => (name.includes('/') ? `${name.split('/', 1)[0]}/` : '')));
  const root = roots.size === 1 ? [...roots][0]! : '';
  const prefixes = inner === '' ? [root] : [`${inner}/`, `${root}${inner}/`];
  const prefix = prefixes.find((candidate) => all.some((name) => name.startsWith(candidate)));
  if (prefix === undefined) {
    throw new TseriniError('NOT_FOUND', `no folder ${inner} in the zip archive ${archivePath}`, {
      value: path,
    });
  }
  const names = all.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    path,
    isArchive: true,
    names: inOrder(names),
    file: (name) => ({
      name: join(archivePath, prefix, name),
      open: () => archive.read(prefix + name),
    }),
  };
}
