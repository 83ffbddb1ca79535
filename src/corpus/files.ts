import { posix } from 'node:path';
import { TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { isRecordFile, noRecordFile } from './collection-files.js';
import { openDataFolder } from './data-folder.js';

/**
 * The files of a corpus: the file itself, or the .jsonl, .json, .jsonl.gz and .json.gz files of a folder or zip archive
 * and its subfolders, in the order of {@link collectionFiles}; in BEIR's layout, with queries beside the corpus, the
 * corpus alone.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` if there is no such file or the archive cannot be read
 */
export async function corpusFiles(path: string): Promise<DataFile[]> {
  const folder = await openDataFolder(path, 'corpus');
  if (!folder) return [{ name: path }];
  const names = folder.names.filter(isRecordFile);
  const places = (file: RegExp) =>
    new Map(names.filter((name) => file.test(name)).map((n) => [posix.dirname(n), n]));
  const queries = places(/(^|\/)queries\.jsonl(\.gz)?$/);
  const corpora = [...places(/(^|\/)corpus\.jsonl(\.gz)?$/)].filter(([place]) => queries.has(place));
  const here = corpora.find(([place]) => place === '.');
  if (here) return [folder.file(here[1])];
  if (corpora.length > 0) {
    const inside = corpora.map(([place]) => place);
    throw new TseriniError(
      'INPUT',
      `several corpora in ${path}, name one: ${inside.map((name) => `${path}/${name}`).join(', ')}`,
      { value: inside },
    );
  }
  if (names.length > 0) return names.map((name) => folder.file(name));
  throw noRecordFile('corpus folder', path);
}
