import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { fileError, TseriniError } from '../errors.js';
import { newline } from './bytes.js';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with bytes read so far and, where it is known, the size of the file (bytes on the disk). */
  readonly onProgress?: (done: number, total?: number) => void;
}

const blockSize = 1 << 22;

/**
 * Reads a text file, gzipped or not, in blocks that end at the end of a line (the last line may lack its
 * newline: one is added). Each block is only valid until the next one is asked for: its memory is used again.
 *
 * @param what the thing at the path, for messages: "run"
 * @param path a file, or `-` for standard input
 * @throws TseriniError NOT_FOUND, IO, USAGE (a folder), INPUT (broken gzip), INTERRUPTED
 */
export async function* readBlocks(
  what: string,
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal, onProgress } = options;
  let buffer = new Uint8Array(blockSize);
  let held = 0;
  for await (const chunk of readChunks(what, path, onProgress)) {
    signal?.throwIfAborted();
    const last = chunk.lastIndexOf(newline);
    const needed = held + chunk.length;
    if (needed > buffer.length) {
      const larger = new Uint8Array(Math.max(needed, buffer.length * 2));
      larger.set(buffer.subarray(0, held));
      buffer = larger;
    }
    buffer.set(chunk, held);
    if (last < 0) {
      held = needed;
      continue;
    }
    const end = held + last + 1;
    yield buffer.subarray(0, end);
    buffer.copyWithin(0, end, needed);
    held = needed - end;
  }
  signal?.throwIfAborted();
  if (held > 0) {
    const rest = new Uint8Array(held + 1);
    rest.set(buffer.subarray(0, held));
    rest[held] = newline;
    yield rest;
  }
}

async function* readChunks(
  what: string,
  path: string,
  onProgress: ReadOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let compressed = false;
  try {
    if (path === '-') {
      for await (const chunk of process.stdin) yield chunk as Uint8Array;
      return;
    }
    const total = (await stat(path)).size;
    let done = 0;
    compressed = await startsLikeGzip(path);
    if (compressed) {
      const file = createReadStream(path, { highWaterMark: 1 << 18 });
      const gunzip = createGunzip({ chunkSize: 1 << 18 });
      file.on('data', (chunk) => {
        done += chunk.length;
        onProgress?.(done, total);
      });
      file.on('error', (error) => gunzip.destroy(error));
      for await (const chunk of file.pipe(gunzip)) yield chunk as Uint8Array;
      return;
    }
    const file = await open(path);
    try {
      const chunk = new Uint8Array(blockSize / 4);
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length);
        if (bytesRead === 0) return;
        done += bytesRead;
        onProgress?.(done, total);
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException)?.code;
    if (compressed && code?.startsWith('Z_')) {
      throw new TseriniError('INPUT', `${what} is gzipped, but damaged or cut short: ${path}`, {
        value: path,
        cause: error,
      });
    }
    throw fileError(error, what, path);
  }
}

async function startsLikeGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const magic = new Uint8Array(2);
    const { bytesRead } = await file.read(magic, 0, 2);
    return bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    await file.close();
  }
}
