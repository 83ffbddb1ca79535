import { type ReadOptions, readBytes } from './read-bytes.js';
import { longestLine, newline, tooLong } from './read-lines.js';

/** Plain files are read in blocks of this size, which also bounds the memory used, unless a line is longer. */
const blockSize = 1 << 20;

/**
 * Reads a text file in blocks that end at the end of a line (the last line may lack its newline: one is added). Each
 * block is valid only until the next one is requested: its memory is reused.
 *
 * @param what what the file is, for messages: "run"
 * @param path a file, plain or gzipped, or `-` for standard input
 * @throws TseriniError as {@link readBytes}; INPUT where a line is too long
 */
export async function* readBlocks(
  what: string,
  path: string,
  options?: ReadOptions,
): AsyncGenerator<Uint8Array> {
  const lines = new LineBuffer();
  for await (const chunk of readBytes(what, path, options, () => lines.room())) {
    lines.add(chunk);
    yield* lines.take();
    if (lines.size > longestLine) throw tooLong(path);
  }
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

  /** Adds bytes, which may have been read into {@link room}: those are not copied. */
  add(bytes: Uint8Array): void {
    if (bytes.buffer !== this.buffer.buffer) {
      this.reserve(bytes.length);
      this.buffer.set(bytes, this.size);
    }
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
    this.add(Uint8Array.of(newline));
    yield this.buffer.subarray(0, this.size);
  }

  private reserve(length: number): void {
    if (this.size + length <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.size + length, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}
