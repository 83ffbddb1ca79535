import { TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { isRecordFile, noRecordFile } from './collection-files.js';
import { openDataFolder } from './data-folder.js';

/**
 * The files of a corpus: the file itself, or the .jsonl, .json, .jsonl.gz and .json.gz files of a folder or zip archive,
 * sorted by name; in BEIR's layout, with queries beside the corpus, the corpus alone.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` if there is no such file or the archive cannot be read
 */
export async function corpusFiles(path: string): Promise<DataFile[]> {
  const folder = await openDataFolder(path, 'corpus');
  if (!folder) return [{ name: path }];
  const names = folder.names.filter((name) => isRecordFile(name) && !name.includes('/'));
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
  throw noRecordFile('corpus folder', path);
}
