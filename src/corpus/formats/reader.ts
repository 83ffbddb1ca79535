import { basename } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { readJsonl } from './jsonl.js';
import { readMsMarcoV2Documents, readMsMarcoV2Passages } from './ms-marco-v2.js';
import { type CorpusFormat, corpusFormats, type RecordReader, type SourceOptions } from './source-record.js';
import { readTsv } from './tsv.js';

// Parsers of CSV, HTML and Parquet take time to load, which no other format should cost.
const readers: Readonly<Record<CorpusFormat, () => Promise<RecordReader> | RecordReader>> = {
  jsonl: () => readJsonl,
  tsv: () => readTsv,
  csv: async () => (await import('./csv.js')).readCsv,
  parquet: async () => (await import('./parquet.js')).readParquet,
  TrecCollection: async () => (await import('./trec.js')).readTrec,
  HtmlCollection: async () => (await import('./html.js')).readHtml,
  MsMarcoV2PassageCollection: () => readMsMarcoV2Passages,
  MsMarcoV2DocCollection: () => readMsMarcoV2Documents,
};

export async function readerOf(format: CorpusFormat): Promise<RecordReader> {
  return await readers[format]();
}

/** The format that a file's ending names; JSON Lines where it names none. */
export function formatOf(path: string): CorpusFormat {
  const ending = /\.([a-z]+)(?:\.gz)?$/.exec(path.toLowerCase())?.[1];
  return corpusFormats.find((format) => format === ending) ?? 'jsonl';
}

/** Whether a file of a folder is one of a format. */
export function isFileOf(format: CorpusFormat, path: string): boolean {
  const name = basename(path);
  if (format === 'TrecCollection') return !/^(readme|README)/.test(name) && !isTrecFolder(path);
  if (format === 'parquet') return /\.parquet$/.test(name);
  if (format === 'csv' || format === 'tsv') return new RegExp(`\\.${format}(\\.gz)?$`).test(name);
  if (format === 'jsonl') return /\.jsonl?(\.gz)?$/.test(name);
  return true;
}

/** The folders of TREC's disks that Anserini leaves out: the Congressional Record, and descriptions of the formats. */
function isTrecFolder(path: string): boolean {
  return /(^|[/\\])(cr|CR|dtds?|DTDS?)[/\\]/.test(path);
}

/**
 * @throws TseriniError `USAGE` where an option is for another format than the given one; `INPUT` where the name is of a
 *   compression that is not read
 */
export function checkSource({ format, columns, separator }: SourceOptions): void {
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  if (format !== undefined && !corpusFormats.includes(format)) {
    refuse(`no format ${format}; available: ${corpusFormats.join(', ')}`, format);
  }
  if (columns && format !== undefined && format !== 'tsv' && format !== 'csv') {
    refuse(`columns are named for tsv and csv, not for ${format}`, columns);
  }
  if (separator === undefined) return;
  if (format !== undefined && format !== 'csv')
    refuse(`a separator is for csv, not for ${format}`, separator);
  if ([...separator].length !== 1 || /["\r\n]/.test(separator)) {
    refuse(
      `a separator is one character, and neither a quote nor a line end: ${JSON.stringify(separator)}`,
      separator,
    );
  }
}
