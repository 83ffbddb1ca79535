import { TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { openDataFolder } from './data-folder.js';

const collectionFile = /^[^/]*\.jsonl?(\.gz)?$/;

/**
 * The files of a corpus: the file itself, or the .jsonl, .json, .jsonl.gz and .json.gz files of a folder or zip
 * archive by name. In BEIR's layout (a corpus beside its queries) that is the corpus alone.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` where there is no such file or the archive cannot be read
 */
export async function corpusFiles(path: string): Promise<DataFile[]> {
  const folder = await openDataFolder(path, 'corpus');
  if (!folder) return [{ name: path }];
  const names = folder.names.filter((name) => collectionFile.test(name));
  const beir = names.find((name) => /^corpus\.jsonl(\.gz)?$/.test(name));
  if (beir && names.some((name) => /^queries\.jsonl(\.gz)?$/.test(name))) return [folder.file(beir)];
  if (names.length > 0) return names.map((name) => folder.file(name));
  const inside = folder.names.flatMap((name) => /^(.+)\/corpus\.jsonl(?:\.gz)?$/.exec(name)?.[1] ?? []);
  if (inside.length > 0) {
    throw new TseriniError(
      'INPUT',
      `several corpora in ${path}, name one: ${inside.map((name) => `${path}/${name}`).join(', ')}`,
      { value: inside },
    );
  }
  throw new TseriniError('INPUT', `no .jsonl or .json file (plain or .gz) in the corpus folder: ${path}`, {
    value: path,
  });
}
