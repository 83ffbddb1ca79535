import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, TseriniError } from '../errors.js';

const collectionFile = /\.jsonl?(\.gz)?$/;

/**
 * The files of a corpus: the file itself, or a folder's .jsonl, .json, .jsonl.gz and .json.gz files by
 * name. In a BEIR folder (a corpus beside its queries) that is the corpus alone.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` where the folder has no such file
 */
export async function corpusFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => collectionFile.test(name)).sort();
    const beir = names.find((name) => /^corpus\.jsonl(\.gz)?$/.test(name));
    if (beir && names.some((name) => /^queries\.jsonl(\.gz)?$/.test(name))) return [join(path, beir)];
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw fileError(error, 'corpus', path);
  }
  throw new TseriniError('INPUT', `no .jsonl or .json file (plain or .gz) in the corpus folder: ${path}`, {
    value: path,
  });
}
