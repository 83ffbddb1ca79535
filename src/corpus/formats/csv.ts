import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { TseriniError } from '../../util/errors.js';
import { type DataFile, readBytes } from '../../util/files/read-bytes.js';
import { longestLine } from '../../util/files/read-lines.js';
import { isText, notUtf8 } from '../../util/files/utf8.js';
import { recordError } from '../record.js';
import { type ReaderOptions, readyRecord, type SourceRecord } from './source-record.js';
import { Table } from './table.js';

/**
 * CSV as RFC 4180 has it: cells may be in double quotes, which are doubled inside, and then contain separators and line
 * ends. Lines without a character are skipped.
 */
export async function* readCsv(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  const parser = parse({
    delimiter: options.separator ?? ',',
    // Several, because csv-parse otherwise takes the first that it meets for that of the whole file.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: longestLine,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
  });
  const bytes = Readable.from(checked(file, readBytes('corpus', file, { signal: options.signal })));
  // The loop below gets the error.
  pipeline(bytes, parser, () => {});
  const numbers = new LineNumbers();
  let table: Table | undefined;
  try {
    for await (const row of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const place = `${file.name}:${numbers.first(row.record, row.info)}`;
      if (!table) {
        table = new Table(row.record, place, options);
        if (table.hasHeader) continue;
      }
      yield readyRecord(place, table.values(row.record, place));
    }
  } catch (error) {
    throw explain(error, file.name, numbers);
  } finally {
    parser.destroy();
  }
}

/** Numbers the lines of rows: csv-parse counts to the end of a row, and `\r\n` inside a cell as two lines. */
class LineNumbers {
  #surplus = 0;

  /** The line on which a row begins. */
  first(cells: readonly string[], { lines }: Info): number {
    let counted = 0;
    let pairs = 0;
    for (const cell of cells) {
      counted += cell.match(/[\r\n]/g)?.length ?? 0;
      pairs += cell.match(/\r\n/g)?.length ?? 0;
    }
    const line = lines - this.#surplus - counted;
    this.#surplus += pairs;
    return line;
  }

  ofError(lines: number): number {
    return lines - this.#surplus;
  }
}

function explain(error: unknown, name: string, numbers: LineNumbers): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = numbers.ofError(Number((error as CsvError & { lines?: number }).lines ?? 1));
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return recordError(
      `${name}:${line}`,
      `a record is longer than ${longestLine} bytes: is a quote missing?`,
    );
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return recordError(
      `${name}:${line}`,
      'a quote that is opened here or before is not closed',
      undefined,
      error,
    );
  }
  const what = error.code.startsWith('CSV_INVALID_CLOSING_QUOTE')
    ? 'a quote ends before the end of its cell: write a quote inside a cell twice'
    : error.code === 'INVALID_OPENING_QUOTE'
      ? 'a quote within a cell that does not begin with one: put the cell in quotes, and write the quote twice'
      : error.message;
  return recordError(`${name}:${line}`, what, undefined, error);
}

/** Passes bytes on as they come if they are UTF-8. */
async function* checked(file: DataFile, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let line = 1;
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    // Only the part up to the last line's end, where no character is cut.
    const end = bytes.lastIndexOf(0x0a) + 1;
    const whole = bytes.subarray(0, end);
    if (!isText(whole)) throw notUtf8(file.name, whole, line);
    for (let at = whole.indexOf(0x0a); at >= 0; at = whole.indexOf(0x0a, at + 1)) line++;
    rest = bytes.subarray(end);
    if (rest.length > longestLine) {
      throw new TseriniError('INPUT', `${file.name}:${line}: a line is longer than ${longestLine} bytes`, {
        value: file.name,
      });
    }
    if (whole.length > 0) yield whole;
  }
  if (!isText(rest)) throw notUtf8(file.name, rest, line);
  if (rest.length > 0) yield rest;
}
