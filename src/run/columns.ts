import { TseriniError } from '../util/errors.js';
import { hash, isSpace, newline, text } from './bytes.js';

/**
 * Splits lines into columns at white space, over bytes. One scanner serves a whole file:
 * `scan` moves to the next line and leaves its columns in `starts` and `ends`.
 */
export class ColumnScanner {
  /** Number of the line just scanned, from 1. */
  line = 0;
  /** How many columns the line has, counted up to `most`. */
  count = 0;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private readonly path: string;
  private readonly most: number;

  /** @param most columns beyond this many are skipped unread */
  constructor(path: string, most: number) {
    this.path = path;
    this.most = most;
    this.starts = new Int32Array(most);
    this.ends = new Int32Array(most);
  }

  /**
   * Scans the line that begins at `at`. Gives where the next one begins.
   * Blank lines and comments (`#` first) leave `count` at 0.
   * @param block lines, each with its newline
   */
  scan(block: Uint8Array, at: number): number {
    const { starts, ends, most } = this;
    this.line++;
    let count = 0;
    let byte = block[at]!;
    for (;;) {
      while (byte !== newline && isSpace(byte)) byte = block[++at]!;
      if (byte === newline || (count === 0 && byte === hash)) break;
      if (count === most) {
        count++;
        break;
      }
      starts[count] = at;
      while (!isSpace(byte)) byte = block[++at]!;
      ends[count++] = at;
    }
    if (byte !== newline) at = block.indexOf(newline, at);
    this.count = count;
    return at + 1;
  }

  column(block: Uint8Array, index: number): string {
    return text(block, this.starts[index]!, this.ends[index]!);
  }

  /** An error that names file and line. */
  error(message: string, value?: unknown): TseriniError {
    return new TseriniError('INPUT', `${this.path}:${this.line}: ${message}`, { value });
  }
}
