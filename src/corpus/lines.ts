import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { throwIfStopped } from '../util/abort.js';
import { fileError, TseriniError } from '../util/errors.js';
import { type DataFile, diskFile } from './data-folder.js';

const newline = 0x0a;
/** What a longer line would be made of, JavaScript could hardly hold as a string. */
export const longestLine = 1 << 28;

/** Of a file without line ends, or a small one that unpacks to gigabytes. */
export function tooLong(path: string): TseriniError {
  return new TseriniError(
    'INPUT',
    `a line is longer than ${longestLine} bytes: is this a text file? (${path})`,
    {
      value: path,
    },
  );
}

/**
 * A file's bytes; decompressed where its name ends in .gz.
 * @param source a path, or a file of a data folder
 * @param what the thing that is read, for messages
 */
export async function* readBytes(
  source: string | DataFile,
  signal?: AbortSignal,
  what = 'corpus',
): AsyncGenerator<Buffer> {
  const { name: path, open } = typeof source === 'string' ? diskFile(source) : source;
  const file = open();
  // A broken pipeline destroys both streams with the error that the loop below sees.
  const stream: Readable = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  try {
    for await (const chunk of stream) {
      throwIfStopped(signal);
      yield chunk as Buffer;
    }
  } catch (error) {
    throwIfStopped(signal);
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw fileError(error, what, path);
    throw new TseriniError('INPUT', `damaged gzip file: ${path}: ${(error as Error).message}`, {
      value: path,
      cause: error,
    });
  } finally {
    file.destroy();
  }
}

/**
 * Lines without their ends, in bytes; the last one may lack its newline. Holds one line at a time.
 * @param path what they are read from, for messages
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const rest = chunk.subarray(start, end);
      yield parts.length > 0 ? Buffer.concat([...parts, rest]) : rest;
      parts = [];
      held = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      held += chunk.length - start;
      if (held > longestLine) throw tooLong(path);
      parts.push(chunk.subarray(start));
    }
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** Whether a line holds nothing but white space. */
export function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
