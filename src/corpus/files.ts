import { posix, relative, sep } from 'node:path';
import { fileError, TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { isRecordFile, noRecordFile, walkFiles } from './collection-files.js';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { formatOf, isFileOf } from './formats/reader.js';
import type { CorpusFormat } from './formats/source-record.js';
import { isOnHub, parseDatasetId } from './hub/dataset-id.js';
import { downloadDataset } from './hub/download-dataset.js';

/** A file of a corpus, and how it is read. */
export interface CorpusFile {
  readonly file: DataFile;
  readonly format: CorpusFormat;
}

/** The formats that a folder's files are looked for in. */
const tables = ['tsv', 'csv', 'parquet'] as const;

/**
 * The files of a corpus: the file itself, or those of a folder or zip archive and its subfolders, in the order of their
 * names: of the given format, else the .jsonl, .json, .jsonl.gz and .json.gz files, else those of the one kind of table
 * that is there. In BEIR's layout, with queries beside the corpus, the corpus alone. A data set on the Hub is downloaded.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` if there is no such file, there are several kinds, or the archive
 *   cannot be read
 */
export async function corpusFiles(
  path: string,
  format?: CorpusFormat,
  signal?: AbortSignal,
): Promise<CorpusFile[]> {
  if (isOnHub(path)) return filesOnHub(path, format, signal);
  // A data folder on the disk names only records of JSON in its subfolders.
  const folder = await openDataFolder(path, 'corpus');
  if (!folder) return [{ file: { name: path }, format: format ?? formatOf(path) }];
  if (format === undefined || format === 'jsonl') {
    const found = recordFiles(path, folder);
    if (found) return found;
    if (format === 'jsonl') throw noRecordFile('corpus folder', path);
  }
  const names = await filesIn(path, folder);
  const kinds = format === undefined ? tables : [format];
  const found = kinds.filter((kind) => names.some((name) => isFileOf(kind, name)));
  if (found.length === 0) throw noFile(path, format);
  if (found.length > 1) {
    throw new TseriniError('INPUT', `files of several formats in ${path}, name one: ${found.join(', ')}`, {
      value: found,
    });
  }
  const [kind] = found as [CorpusFormat];
  return names
    .filter((name) => isFileOf(kind, name))
    .map((name) => ({ file: folder.file(name), format: kind }));
}

async function filesOnHub(
  path: string,
  format: CorpusFormat | undefined,
  signal: AbortSignal | undefined,
): Promise<CorpusFile[]> {
  if (format !== undefined && format !== 'parquet') {
    throw new TseriniError('USAGE', `a data set on the Hub is read as parquet, not as ${format}: ${path}`, {
      value: format,
    });
  }
  const { files } = await downloadDataset(parseDatasetId(path), { signal });
  return files.map((name) => ({ file: { name }, format: 'parquet' }));
}

/** The files of JSON records; undefined where there are none. */
function recordFiles(path: string, folder: DataFolder): CorpusFile[] | undefined {
  const names = folder.names.filter(isRecordFile);
  const places = (file: RegExp) =>
    new Map(names.filter((name) => file.test(name)).map((n) => [posix.dirname(n), n]));
  const queries = places(/(^|\/)queries\.jsonl(\.gz)?$/);
  const corpora = [...places(/(^|\/)corpus\.jsonl(\.gz)?$/)].filter(([place]) => queries.has(place));
  const here = corpora.find(([place]) => place === '.');
  if (here) return [{ file: folder.file(here[1]), format: 'jsonl' }];
  if (corpora.length > 0) {
    const inside = corpora.map(([place]) => place);
    throw new TseriniError(
      'INPUT',
      `several corpora in ${path}, name one: ${inside.map((name) => `${path}/${name}`).join(', ')}`,
      { value: inside },
    );
  }
  if (names.length === 0) return undefined;
  return names.map((name) => ({ file: folder.file(name), format: 'jsonl' }));
}

/** All files of a folder that are not hidden, or of an archive, by their paths in it. */
async function filesIn(path: string, { isArchive, names }: DataFolder): Promise<readonly string[]> {
  if (isArchive) return names;
  try {
    const found = await walkFiles(path, () => true);
    return found.map((file) => relative(path, file.path).replaceAll(sep, '/'));
  } catch (error) {
    throw fileError(error, 'corpus', path);
  }
}

function noFile(path: string, format: CorpusFormat | undefined): TseriniError {
  if (format === undefined) return noRecordFile('corpus folder', path);
  const ending = format === 'tsv' || format === 'csv' || format === 'parquet' ? ` .${format}` : '';
  return new TseriniError('INPUT', `no${ending} file in the corpus folder: ${path}`, { value: path });
}
