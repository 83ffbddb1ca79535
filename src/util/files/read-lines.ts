import { TseriniError } from '../errors.js';
import { type DataFile, type ReadOptions, readBytes } from './read-bytes.js';

export const newline = 0x0a;
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
  /** Without its newline. */
  readonly bytes: Buffer;
  /** From 1. */
  readonly number: number;
}

/**
 * Reads the lines of a text file, without those that are empty or white space. Holds one line at a time; the last one
 * may lack its newline.
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
  for await (const chunk of readBytes(what, source, options) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const rest = chunk.subarray(start, end);
      const bytes = parts.length > 0 ? Buffer.concat([...parts, rest]) : rest;
      number++;
      if (!isBlank(bytes)) yield { bytes, number };
      parts = [];
      size = 0;
      start = end + 1;
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

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws TseriniError INPUT, with file and line, where the line is not UTF-8 */
export function lineText(path: string, { bytes, number }: Line): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new TseriniError('INPUT', `${path}:${number}: not UTF-8`, { cause: error });
  }
}
