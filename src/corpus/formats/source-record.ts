import type { DataFile } from '../../util/files/read-bytes.js';
import type { ParsedRecord } from '../record.js';

/** How the files of a corpus are read. */
export interface SourceOptions {
  /** What the files are. Default: what their endings say. */
  readonly format?: CorpusFormat | undefined;
  /** TSV and CSV: the names of the columns of a file without a line of names. */
  readonly columns?: readonly string[] | undefined;
  /** CSV: the character between columns. Default: a comma. */
  readonly separator?: string | undefined;
}

/** What a reader of one file is called with. */
export interface ReaderOptions extends SourceOptions {
  /** The field of the id. Default: the first of id, _id and docid. */
  readonly docidField?: string | undefined;
  /** Columns that a table must have. */
  readonly required?: readonly string[] | undefined;
  /** Columns to read where a table has them, beside the required ones; of other files all is read. */
  readonly wanted: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A record that has not been parsed. */
export interface SourceRecord {
  /** What it consists of: equal for equal records of the same format. */
  readonly bytes: Uint8Array | string;
  /** @throws TseriniError `INPUT`, with file and line or row */
  parse(): ParsedRecord;
}

/** Streams the records of a file. @throws TseriniError `NOT_FOUND`, `IO`, `INTERRUPTED`; `INPUT`, with the place */
export type RecordReader = (file: DataFile, options: ReaderOptions) => AsyncGenerator<SourceRecord>;

/** The formats of corpora: of tables and JSON by their endings, of others by Anserini's classes. */
export const corpusFormats = [
  'jsonl',
  'tsv',
  'csv',
  'parquet',
  'TrecCollection',
  'HtmlCollection',
  'MsMarcoV2PassageCollection',
  'MsMarcoV2DocCollection',
] as const;

/** A format of a corpus; see {@link corpusFormats}. */
export type CorpusFormat = (typeof corpusFormats)[number];

/** A record whose values are known when it is read. @param values what of it counts */
export function readyRecord(place: string, values: ParsedRecord['values']): SourceRecord {
  return { bytes: JSON.stringify(values), parse: () => ({ values, place }) };
}
