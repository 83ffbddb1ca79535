import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { longestLine, tooLong } from '../corpus/lines.js';
import { throwIfStopped } from '../util/abort.js';
import { fileError, TseriniError } from '../util/errors.js';
import { newline } from './bytes.js';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with bytes read so far and, where it is known, the size of the file (bytes on the disk). */
  readonly onProgress?: (done: number, total?: number) => void;
}

/** Plain files are read in blocks of this size, which also bounds the memory used, unless a line is longer. */
const blockSize = 1 << 20;

/**
 * Reads a text file, gzipped or not, in blocks that end at the end of a line (the last line may lack its
 * newline: one is added). Each block is valid only until the next one is requested: its memory is reused.
 *
 * @param what what the file is, for messages: "run"
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
    throwIfStopped(options.signal);
    yield* lines.take();
    if (lines.size > longestLine) throw tooLong(path);
  }
  throwIfStopped(options.signal);
  yield* lines.takeRest();
}

/** Buffers bytes, of which whole lines are taken. */
class LineBuffer {
  /** Number of buffered bytes. */
  size = 0;
  /** Number of leading bytes known to have no newline. */
  private searched = 0;
  private buffer = new Uint8Array(blockSize);

  /** Room for at least half a block behind the buffered bytes. */
  room(): Uint8Array {
    this.reserve(blockSize >> 1);
    return this.buffer.subarray(this.size);
  }

  /** Adds bytes that were written into {@link room}. */
  wrote(length: number): void {
    this.size += length;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** All whole lines. */
  *take(): Generator<Uint8Array> {
    const last = this.buffer.subarray(this.searched, this.size).lastIndexOf(newline);
    const end = this.searched + last + 1;
    this.searched = this.size;
    if (last < 0) return;
    yield this.buffer.subarray(0, end);
    this.buffer.copyWithin(0, end, this.size);
    this.size -= end;
    this.searched = this.size;
  }

  /** A last line without a newline, with one. */
  *takeRest(): Generator<Uint8Array> {
    if (this.size === 0) return;
    this.append(Uint8Array.of(newline));
    yield this.buffer.subarray(0, this.size);
  }

  private reserve(length: number): void {
    if (this.size + length <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.size + length, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.size));
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
    const file = await open(path);
    try {
      const total = (await file.stat()).size;
      // Opened once and read from start to end: a pipe cannot be read twice.
      const start = await firstBytes(file);
      isGzip = start[0] === 0x1f && start[1] === 0x8b;
      if (isGzip) {
        for await (const chunk of inflate(start, file, total, onProgress)) yield lines.append(chunk);
        return;
      }
      lines.append(start);
      for (let done = start.length; ; onProgress?.(done, total)) {
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
  start: Uint8Array,
  file: FileHandle,
  total: number,
  onProgress: ReadOptions['onProgress'],
): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let done = start.length;
  gunzip.write(start);
  async function* rest() {
    const buffer = () => Buffer.allocUnsafe(1 << 18);
    for (let read = await file.read(buffer()); read.bytesRead > 0; read = await file.read(buffer())) {
      done += read.bytesRead;
      onProgress?.(done, total);
      yield read.buffer.subarray(0, read.bytesRead);
    }
  }
  return pipeline(rest, gunzip, () => {});
}

/** The first two bytes, which identify gzip; fewer in a shorter file. */
async function firstBytes(file: FileHandle): Promise<Uint8Array> {
  const start = new Uint8Array(2);
  let length = 0;
  for (let more = 1; more > 0 && length < 2; length += more) {
    more = (await file.read(start, length, 2 - length)).bytesRead;
  }
  return start.subarray(0, length);
}
