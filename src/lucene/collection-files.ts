import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, TseriniError } from '../errors.js';

const collectionFile = /\.jsonl?(\.gz)?$/;

export interface CollectionFiles {
  /** Paths in order of their names, subfolders in their place. */
  readonly files: readonly string[];
  /** Their sizes on the disk, summed. */
  readonly bytes: number;
}

/**
 * The files of a JsonVectorCollection: the one named, or all of a folder and its subfolders that end in
 * .jsonl or .json, plain or .gz.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` where there is no such file
 */
export async function collectionFiles(path: string): Promise<CollectionFiles> {
  try {
    const found = await walk(path);
    if (found.length > 0) {
      return {
        files: found.map((file) => file.path),
        bytes: found.reduce((sum, file) => sum + file.size, 0),
      };
    }
  } catch (error) {
    throw fileError(error, 'collection', path);
  }
  throw new TseriniError('INPUT', `no .jsonl or .json file (plain or .gz) in the collection: ${path}`, {
    value: path,
  });
}

async function walk(path: string, inside = false): Promise<{ path: string; size: number }[]> {
  const { size, isFile, isFolder } = await stat(path).then((s) => ({
    size: s.size,
    isFile: s.isFile(),
    isFolder: s.isDirectory(),
  }));
  if (isFolder) {
    const names = (await readdir(path)).sort();
    return (await Promise.all(names.map((name) => walk(join(path, name), true)))).flat();
  }
  // A file that is named outright may be a pipe; what it is called is what it holds.
  const wanted = collectionFile.test(path) && (isFile || !inside);
  return wanted ? [{ path, size }] : [];
}
