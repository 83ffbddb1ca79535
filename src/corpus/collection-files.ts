import { readdir, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileError, TseriniError } from '../util/errors.js';

const collectionFile = /\.jsonl?(\.gz)?$/;

export interface CollectionFile {
  readonly path: string;
  /** On the disk, in bytes. */
  readonly size: number;
}

/**
 * The files of a collection: the one named, or all of a folder and its subfolders that end in .jsonl or
 * .json, plain or .gz, in order of their names, subfolders in their place.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` where there is no such file
 */
export async function collectionFiles(path: string): Promise<CollectionFile[]> {
  try {
    const found = await walk(path);
    if (found.length > 0) return found;
  } catch (error) {
    throw fileError(error, 'collection', path);
  }
  throw new TseriniError('INPUT', `no .jsonl or .json file (plain or .gz) in the collection: ${path}`, {
    value: path,
  });
}

async function walk(path: string, inside = false): Promise<CollectionFile[]> {
  const { size, isFile, isFolder } = await stat(path).then((s) => ({
    size: s.size,
    isFile: s.isFile(),
    isFolder: s.isDirectory(),
  }));
  if (isFolder) {
    const names = (await readdir(path)).sort();
    return (await Promise.all(names.map((name) => walk(childOf(path, name), true)))).flat();
  }
  // A file that is named outright may be a pipe; what it is called is what it holds.
  const wanted = collectionFile.test(path) && (isFile || !inside);
  return wanted ? [{ path, size }] : [];
}

/** As Java joins paths, a `./` in front stays: shards are dealt by a hash of the path. */
function childOf(folder: string, name: string): string {
  return folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}
