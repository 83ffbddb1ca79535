import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { fileError, TseriniError } from '../errors.js';

/** UTF-8's byte order mark, which some editors write at the start of a file. */
const mark = [0xef, 0xbb, 0xbf];

/** How many bytes tell whether a byte order mark is at the start. */
export const markLength = mark.length;

/** Whether a byte order mark is at a place. */
export function isMarkAt(bytes: Uint8Array, at: number): boolean {
  return mark.every((byte, i) => bytes[at + i] === byte);
}

/** The ends of lines, as Java's and Python's readers have them. */
export const lineEnd = /\r\n|\n|\r/;

/** Whether bytes are text in UTF-8. A zero byte is in no text; in UTF-16 and UTF-32, each ASCII character has some. */
export function isText(bytes: Uint8Array): boolean {
  // A Buffer's search is a `memchr`, many times as fast as that of an Uint8Array.
  return isUtf8(bytes) && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(0);
}

/**
 * The error of a file that is in another encoding.
 * @param bytes whole lines, one of which is not text
 * @param line the number of the first
 */
export function notUtf8(path: string, bytes: Uint8Array, line: number): TseriniError {
  let start = 0;
  for (let number = line; ; number++) {
    const end = bytes.indexOf(0x0a, start);
    const found = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (end < 0 || !isText(found)) {
      const guess = found.includes(0) ? 'a zero byte, as in UTF-16' : 'Latin-1, or UTF-16?';
      return new TseriniError(
        'INPUT',
        `${path}:${number}: not UTF-8 (${guess}); iconv, for example, converts such a file`,
        { value: path },
      );
    }
    start = end + 1;
  }
}

const decoder = new TextDecoder();

/**
 * The text of a file, without byte order marks: where files were joined, other lines begin with one, too.
 * @throws TseriniError `INPUT`, with file and line, where it is not UTF-8
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (!isText(bytes)) throw notUtf8(path, bytes, 1);
  return decoder.decode(bytes).replace(/^\ufeff/gm, '');
}

/**
 * Reads a small text file whole, without a byte order mark.
 * @param what what the file is, for messages
 * @throws TseriniError `NOT_FOUND`, `IO`; `INPUT`, with file and line, where it is not UTF-8
 */
export async function readText(what: string, path: string): Promise<string> {
  const bytes = await readFile(path).catch((error) => {
    throw fileError(error, what, path);
  });
  return decodeText(path, bytes);
}
