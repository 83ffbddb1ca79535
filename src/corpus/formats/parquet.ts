import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors as pureCompressors } from 'hyparquet-compressors';
import { throwIfStopped } from '../../util/abort.js';
import { fileError, TseriniError } from '../../util/errors.js';
import type { DataFile } from '../../util/files/read-bytes.js';
import { idFields, type RecordValues } from '../record.js';
import { type ReaderOptions, readyRecord, type SourceRecord } from './source-record.js';

const compressors: Compressors = {
  ...pureCompressors,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(length, 1) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(length, 1) }),
};

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * The rows of a Parquet file: the columns of the id, and those that are asked for. One row group is in memory at a time.
 * @throws TseriniError `INPUT`, with file, and row group or column, where the file is damaged or cut off, a column is missing
 *   or nested, or the codec is unknown
 */
export async function* readParquet(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  const { name } = file;
  if (file.open) {
    throw new TseriniError('INPUT', `a Parquet file in an archive is not read in place, unpack it: ${name}`, {
      value: name,
    });
  }
  const refuse = (what: string, cause?: unknown) =>
    new TseriniError('INPUT', `${name}: ${what}`, { value: name, cause });
  const buffer = await asyncBufferFromFile(name).catch((error) => {
    throw fileError(error, 'corpus', name);
  });
  const metadata = await parquetMetadataAsync(buffer).catch((error) => {
    throw (error as NodeJS.ErrnoException).syscall
      ? fileError(error, 'corpus', name)
      : refuse(`not a Parquet file, or cut off: copy or download it again (${messageOf(error)})`, error);
  });
  const columns = columnsOf(metadata, options, refuse);
  let first = 0;
  for (const [i, group] of metadata.row_groups.entries()) {
    throwIfStopped(options.signal);
    const rows = Number(group.num_rows);
    checkCodecs(group, columns, refuse);
    const found = await parquetReadObjects({
      file: buffer,
      metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows },
      columns,
      compressors,
      parsers: { stringFromBytes: (bytes) => bytes && strict.decode(bytes) },
    }).catch((error) => {
      throw explain(
        error,
        name,
        `row group ${i + 1} of ${metadata.row_groups.length} (from row ${first + 1})`,
      );
    });
    if (found.length !== rows)
      throw refuse(`damaged: row group ${i + 1} has ${found.length} rows, not ${rows}`);
    for (const row of found) {
      first++;
      yield readyRecord(`${name}: row ${first}`, valuesOf(row, columns));
    }
  }
}

type Refuse = (what: string, cause?: unknown) => TseriniError;

/** The columns to read, checked. */
function columnsOf(
  metadata: FileMetaData,
  { docidField, required = [], wanted }: ReaderOptions,
  refuse: Refuse,
): string[] {
  let children: ReturnType<typeof parquetSchema>['children'];
  try {
    ({ children } = parquetSchema(metadata));
  } catch (error) {
    throw refuse(`damaged: ${messageOf(error)}`, error);
  }
  const present = new Map(children.map((child) => [child.element.name, child]));
  const names = [...present.keys()].join(', ');
  const id = docidField ?? idFields.find((field) => present.has(field));
  if (id === undefined || !present.has(id)) {
    throw refuse(`no column of the id (${docidField ?? idFields.join(', ')}); columns: ${names}`);
  }
  const absent = required.find((column) => !present.has(column));
  if (absent !== undefined && !present.has('contents'))
    throw refuse(`no column ${absent}; columns: ${names}`);
  const columns = [...new Set([id, ...required, ...wanted])].filter((column) => present.has(column));
  const nested = columns.find((column) => {
    const { children: inner, element } = present.get(column)!;
    return inner.length > 0 || element.repetition_type === 'REPEATED';
  });
  if (nested === undefined) return columns;
  throw refuse(`column ${nested} is nested (a list, map or struct), which is not read: write it as one text`);
}

function checkCodecs(
  group: FileMetaData['row_groups'][number],
  columns: readonly string[],
  refuse: Refuse,
): void {
  for (const { meta_data: data } of group.columns) {
    if (!data || !columns.includes(data.path_in_schema[0]!)) continue;
    if (data.codec !== 'UNCOMPRESSED' && !compressors[data.codec]) {
      const known = ['UNCOMPRESSED', ...Object.keys(compressors)].join(', ');
      throw refuse(
        `column ${data.path_in_schema[0]} is compressed by ${data.codec}, which is not read (${known} are)`,
      );
    }
  }
}

function explain(error: unknown, name: string, where: string): TseriniError {
  if ((error as NodeJS.ErrnoException).syscall) return fileError(error, 'corpus', name);
  const what = `${name}: ${where} is damaged or cut off: ${messageOf(error)}`;
  return new TseriniError('INPUT', what, { value: name, cause: error });
}

const messageOf = (error: unknown) => (error as Error).message;

/** Dates and numbers as JSON has them; whole numbers of 64 bits as they are written. */
function valuesOf(row: Readonly<Record<string, unknown>>, columns: readonly string[]): RecordValues {
  return Object.fromEntries(
    columns.map((name) => {
      const value = row[name] ?? null;
      return [name, typeof value === 'bigint' ? String(value) : value];
    }),
  );
}
