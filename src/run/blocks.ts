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

/** Plain files are read in pieces of this size, which also bounds the memory held, unless a line is longer. */
const blockSize = 1 << 20;

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
  const lines = new LineBuffer();
  for await (const _ of fill(lines, what, path, options)) {
    options.signal?.throwIfAborted();
    yield* lines.take();
  }
  options.signal?.throwIfAborted();
  yield* lines.takeRest();
}

/** Bytes of which whole lines are taken and the rest is kept. */
class LineBuffer {
  private buffer = new Uint8Array(blockSize);
  private held = 0;

  /** Room for at least half a block behind what is held. */
  room(): Uint8Array {
    this.reserve(blockSize >> 1);
    return this.buffer.subarray(this.held);
  }

  /** Says that so many bytes were written into the room. */
  wrote(length: number): void {
    this.held += length;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.held);
    this.held += bytes.length;
  }

  /** The whole lines there are. */
  *take(): Generator<Uint8Array> {
    const end = this.buffer.subarray(0, this.held).lastIndexOf(newline) + 1;
    if (end === 0) return;
    yield this.buffer.subarray(0, end);
    this.buffer.copyWithin(0, end, this.held);
    this.held -= end;
  }

  /** A last line without a newline, with one. */
  *takeRest(): Generator<Uint8Array> {
    if (this.held === 0) return;
    this.append(Uint8Array.of(newline));
    yield this.buffer.subarray(0, this.held);
  }

  private reserve(length: number): void {
    if (this.held + length <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.held + length, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.held));
    this.buffer = larger;
  }
}

/** Fills the buffer piece by piece, and yields after each. */
async function* fill(
  lines: LineBuffer,
  what: string,
  path: string,
  { onProgress }: ReadOptions,
): AsyncGenerator<void> {
  let isGzip = false;
  try {
    if (path === '-') {
      for await (const chunk of process.stdin) yield lines.append(chunk as Uint8Array);
      return;
    }
    const total = (await stat(path)).size;
    isGzip = await startsLikeGzip(path);
    if (isGzip) {
      for await (const chunk of inflate(path, total, onProgress)) yield lines.append(chunk);
      return;
    }
    const file = await open(path);
    try {
      for (let done = 0; ; onProgress?.(done, total)) {
        const { bytesRead } = await file.read(lines.room());
        if (bytesRead === 0) return;
        done += bytesRead;
        yield lines.wrote(bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isGzip && (error as NodeJS.ErrnoException)?.code?.startsWith('Z_')) {
      throw new TseriniError('INPUT', `${what} is gzipped, but damaged or cut short: ${path}`, {
        value: path,
        cause: error,
      });
    }
    throw fileError(error, what, path);
  }
}

function inflate(
  path: string,
  total: number,
  onProgress: ReadOptions['onProgress'],
): AsyncIterable<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let done = 0;
  file.on('data', (chunk) => {
    done += chunk.length;
    onProgress?.(done, total);
  });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
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
