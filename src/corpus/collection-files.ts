import { readdir, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileError, TseriniError } from '../util/errors.js';

/** Whether a file of a folder is one of a corpus or collection. */
export function isRecordFile(name: string): boolean {
  return /\.jsonl?(\.gz)?$/.test(name);
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
 * .gz, in the order of their names, subfolders among them.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` if there is no such file
 */
export async function collectionFiles(path: string): Promise<CollectionFile[]> {
  try {
    const found = await walk(path);
    if (found.length > 0) return found;
  } catch (error) {
    throw fileError(error, 'collection', path);
  }
  throw noRecordFile('collection', path);
}

async function walk(path: string, inside = false): Promise<CollectionFile[]> {
  const stats = await stat(path);
  if (stats.isDirectory()) {
    const names = (await readdir(path)).sort();
    return (await Promise.all(names.map((name) => walk(childOf(path, name), true)))).flat();
  }
  // Only a file that is given by its own path may be a pipe.
  const isWanted = isRecordFile(path) && (stats.isFile() || !inside);
  return isWanted ? [{ path, size: stats.size }] : [];
}

/** Keeps a leading `./`, as Java does: a file's shard depends on a hash of its path. */
function childOf(folder: string, name: string): string {
  return folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}
