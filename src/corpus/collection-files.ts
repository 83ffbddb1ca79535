import { readdir, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { fileError, TseriniError } from '../util/errors.js';

/** Whether a file of a folder is one of a corpus or collection. */
export function isRecordFile(name: string): boolean {
  return /\.jsonl?(\.gz)?$/.test(name) && !isHidden(name);
}

/** Whether a file, or a folder above it, is hidden, as macOS's `._docs.jsonl` is. */
export function isHidden(path: string): boolean {
  return /(^|\/)\./.test(path);
}

/** @param what `collection` */
export function noRecordFile(what: string, path: string): TseriniError {
  return new TseriniError('INPUT', `no .jsonl or .json file (plain or .gz) in the ${what}: ${path}`, {
    value: path,
  });
}

export interface CollectionFile {
  readonly path: string;
  /** In bytes on the disk. */
  readonly size: number;
}

/**
 * The files of a collection: the given one, or all of a folder and its subfolders that end in .jsonl or .json, plain or
 * .gz, in the order of their names, subfolders among them. Hidden files and folders are skipped.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` if there is no such file
 */
export async function collectionFiles(path: string): Promise<CollectionFile[]> {
  try {
    const found = await walkRecordFiles(path);
    if (found.length > 0) return found;
  } catch (error) {
    throw fileError(error, 'collection', path);
  }
  throw noRecordFile('collection', path);
}

/** As {@link collectionFiles}, whose errors are those of the file system. */
export async function walkRecordFiles(path: string): Promise<CollectionFile[]> {
  return walkFiles(path, (name) => isRecordFile(basename(name)));
}

/** The files of a folder that are wanted, by their paths, or the given one. Errors are those of the file system. */
export function walkFiles(path: string, isWanted: (path: string) => boolean): Promise<CollectionFile[]> {
  return walk(path, isWanted, false);
}

async function walk(
  path: string,
  isWanted: (path: string) => boolean,
  inside: boolean,
): Promise<CollectionFile[]> {
  const stats = await stat(path);
  if (stats.isDirectory()) {
    const names = (await readdir(path)).filter((child) => !isHidden(child)).sort();
    return (await Promise.all(names.map((child) => walk(childOf(path, child), isWanted, true)))).flat();
  }
  // Only a file that is given by its own path may be a pipe.
  return isWanted(path) && (stats.isFile() || !inside) ? [{ path, size: stats.size }] : [];
}

/** Keeps a leading `./`, as Java does: a file's shard depends on a hash of its path. */
function childOf(folder: string, name: string): string {
  return folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}
