import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { throwIfStopped } from '../abort.js';
import { fileError, TseriniError } from '../errors.js';
import { isMarkAt, markLength } from './utf8.js';

/** A file to read, on the disk or inside an archive. */
export interface DataFile {
  /** Its path, for messages. */
  readonly name: string;
  /** Opens a file inside an archive; undefined for a file on the disk. Its bytes are compressed if the file is. */
  readonly open?: () => Readable;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read so far, as they are stored, and the size of a file on the disk. */
  readonly onProgress?: ((done: number, total?: number) => void) | undefined;
}

const chunkSize = 1 << 18;

/**
 * Reads a text file in chunks, decompressed if its first bytes are those of gzip, without a byte order mark. The file is opened once and read from start
 * to end, because a pipe cannot be read twice, and is closed when the loop over it ends, early or not.
 *
 * @param what what the file is, for messages: "run"
 * @param source a path, `-` for standard input, or a file of a data folder
 * @param room returns the memory to read the next part of a plain file into; by default, new memory
 * @throws TseriniError NOT_FOUND, IO, USAGE (a folder), INPUT (damaged gzip), INTERRUPTED
 */
export async function* readBytes(
  what: string,
  source: string | DataFile,
  { signal, onProgress }: ReadOptions = {},
  room?: () => Uint8Array,
): AsyncGenerator<Uint8Array> {
  const path = typeof source === 'string' ? source : source.name;
  let file: FileHandle | undefined;
  let stream: Readable | undefined;
  try {
    if (typeof source !== 'string') stream = source.open?.();
    else if (source === '-') stream = process.stdin;
    if (!stream) file = await open(path);
    // A pipe has no size.
    const total = (await file?.stat())?.size || undefined;
    // A corpus may have a small file for each document.
    const size = Math.min(chunkSize, (total ?? chunkSize) + 1);
    let memory = (): Uint8Array => Buffer.allocUnsafe(size);
    const stored = (async function* () {
      let done = 0;
      for await (const chunk of stream ?? readAll(file!, () => memory())) {
        done += chunk.length;
        onProgress?.(done, total);
        yield chunk as Uint8Array;
      }
    })();
    const start = await readStart(stored);
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    if (!isGzip && /\.gz$/.test(path)) throw notGzip(path, start);
    if (!isGzip && room) memory = room;
    const chunks = (async function* () {
      yield start;
      yield* stored;
    })();
    let head: Uint8Array | undefined = Buffer.alloc(0);
    for await (const chunk of isGzip ? pipeline(chunks, createGunzip({ chunkSize }), () => {}) : chunks) {
      throwIfStopped(signal);
      if (!head) {
        yield chunk;
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < markLength) continue;
      yield isMarkAt(head, 0) ? head.subarray(markLength) : head;
      head = undefined;
    }
    throwIfStopped(signal);
    if (head) yield head;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw fileError(error, what, path);
    throw new TseriniError('INPUT', `damaged gzip file, copy or download it again: ${path}: ${message}`, {
      value: path,
      cause: error,
    });
  } finally {
    stream?.destroy();
    await file?.close();
  }
}

async function* readAll(file: FileHandle, memory: () => Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(memory());
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The first chunks, up to the two bytes by which gzip is detected: a pipe may give them one by one. */
async function readStart(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = Buffer.alloc(0);
  while (start.length < 2) {
    const { done, value } = await chunks.next();
    if (done) break;
    start = start.length > 0 ? Buffer.concat([start, value]) : value;
  }
  return start;
}

function notGzip(path: string, start: Uint8Array): TseriniError {
  const found = start.length === 0 ? 'is empty' : 'is not compressed by gzip';
  return new TseriniError(
    'INPUT',
    `the name ends in .gz, but the file ${found}: copy or download it again, or rename it without .gz: ${path}`,
    { value: path },
  );
}
