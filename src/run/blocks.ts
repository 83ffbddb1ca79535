import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { longestLine, tooLong } from '../corpus/lines.js';
import { throwIfStopped } from '../util/abort.js';
import { fileError, TseriniError } from '../util/errors.js';
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
    throwIfStopped(options.signal);
    yield* lines.take();
    if (lines.held > longestLine) throw tooLong(path);
  }
  throwIfStopped(options.signal);
  yield* lines.takeRest();
}

/** Bytes of which whole lines are taken and the rest is kept. */
class LineBuffer {
  /** How many bytes there are. */
  held = 0;
  /** How many of them have no newline, as is known. */
  private searched = 0;
  private buffer = new Uint8Array(blockSize);

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
    const last = this.buffer.subarray(this.searched, this.held).lastIndexOf(newline);
    const end = this.searched + last + 1;
    this.searched = this.held;
    if (last < 0) return;
    yield this.buffer.subarray(0, end);
    this.buffer.copyWithin(0, end, this.held);
    this.held -= end;
    this.searched = this.held;
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
    const file = await open(path);
    try {
      const total = (await file.stat()).size;
      // Opened once and read from end to end: what is read of a pipe is gone.
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

/** The first two bytes, by which gzip is known; fewer where there are no more. */
async function firstBytes(file: FileHandle): Promise<Uint8Array> {
  const start = new Uint8Array(2);
  let length = 0;
  for (let more = 1; more > 0 && length < 2; length += more) {
    more = (await file.read(start, length, 2 - length)).bytesRead;
  }
  return start.subarray(0, length);
}
