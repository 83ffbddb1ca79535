import { TseriniError } from '../errors.js';
import { type DataFile, type ReadOptions, readBytes } from './read-bytes.js';
import { isMarkAt, isText, markLength, notUtf8 } from './utf8.js';

export const newline = 0x0a;
const carriageReturn = 0x0d;
/** A longer line could hardly become a JavaScript string. */
export const longestLine = 1 << 28;

/** The error of a file without newlines, or of a small one that decompresses to gigabytes. */
export function tooLong(path: string): TseriniError {
  return new TseriniError(
    'INPUT',
    `a line is longer than ${longestLine} bytes: is this a text file? (${path})`,
    { value: path },
  );
}

/** A line of a file. */
export interface Line {
  /** Without its end. */
  readonly bytes: Buffer;
  /** From 1. */
  readonly number: number;
}

/**
 * Reads the lines of a text file, without those that are empty or white space. Lines end as Java's and Python's readers
 * have it: at a newline, a carriage return, or both. Holds one line at a time; the last one may lack its end.
 * @throws TseriniError as {@link readBytes}; INPUT where a line is too long
 */
export async function* readLines(
  what: string,
  source: string | DataFile,
  options?: ReadOptions,
): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  let size = 0;
  let afterReturn = false;
  for await (const chunk of readBytes(what, source, options) as AsyncIterable<Buffer>) {
    const ends = new LineEnds(chunk);
    // The newline of a return that ended the previous chunk.
    let start = afterReturn && chunk[0] === newline ? 1 : 0;
    if (chunk.length > 0) afterReturn = chunk.at(-1) === carriageReturn;
    for (let end = ends.from(start); end >= 0; end = ends.from(start)) {
      const rest = chunk.subarray(start, end);
      const bytes = parts.length > 0 ? Buffer.concat([...parts, rest]) : rest;
      number++;
      if (!isBlank(bytes)) yield { bytes, number };
      parts = [];
      size = 0;
      start = end + (chunk[end] === carriageReturn && chunk[end + 1] === newline ? 2 : 1);
    }
    if (start < chunk.length) {
      size += chunk.length - start;
      if (size > longestLine) throw tooLong(typeof source === 'string' ? source : source.name);
      parts.push(chunk.subarray(start));
    }
  }
  const bytes = Buffer.concat(parts);
  if (!isBlank(bytes)) yield { bytes, number: number + 1 };
}

/**
 * The entries of a small file, one per line, without white space around them: stop words, or ids.
 * @throws TseriniError as {@link readLines}; `INPUT`, with file and line, where it is not UTF-8
 */
export async function readEntries(what: string, path: string): Promise<string[]> {
  const entries = [];
  for await (const line of readLines(what, path)) entries.push(lineText(path, line).trim());
  return entries;
}

/** Finds the ends of lines in a chunk, forwards. */
class LineEnds {
  readonly #chunk: Buffer;
  /** The next of each, or -1: most files have no carriage return, and are searched for it once. */
  #newline: number;
  #return: number;

  constructor(chunk: Buffer) {
    this.#chunk = chunk;
    this.#newline = chunk.indexOf(newline);
    this.#return = chunk.indexOf(carriageReturn);
  }

  /** The next end from a place on, or -1. */
  from(start: number): number {
    const chunk = this.#chunk;
    if (this.#newline >= 0 && this.#newline < start) this.#newline = chunk.indexOf(newline, start);
    if (this.#return >= 0 && this.#return < start) this.#return = chunk.indexOf(carriageReturn, start);
    if (this.#newline < 0 || this.#return < 0) return Math.max(this.#newline, this.#return);
    return Math.min(this.#newline, this.#return);
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** @throws TseriniError INPUT, with file and line, where the line is not UTF-8 */
export function lineText(path: string, { bytes, number }: Line): string {
  if (!isText(bytes)) throw notUtf8(path, bytes, number);
  return bytes.toString('utf8', isMarkAt(bytes, 0) ? markLength : 0);
}
