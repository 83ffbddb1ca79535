import { TseriniError } from '../util/errors.js';
import { readBlocks } from '../util/files/read-blocks.js';
import type { ReadOptions } from '../util/files/read-bytes.js';
import { isMarkAt, isText, markLength, notUtf8 } from '../util/files/utf8.js';
import { hash, isSpace, newline, parseNumber, text } from './bytes.js';

/** How a file of lines with columns is read. */
export interface ReadColumnsOptions extends ReadOptions {
  /**
   * Skip every line that begins with `#`, as trec_eval 10.0 does. By default only those that are no line of data are
   * skipped: a topic's id may begin so.
   */
  readonly hashComments?: boolean | undefined;
}

const firstOfMark = 0xef;
const carriageReturn = 13;

/** Whether a line ends here: at a newline, or at a carriage return without one behind it, as Python's lines do. */
function isLineEnd(block: Uint8Array, at: number, byte: number): boolean {
  return byte === newline || (byte === carriageReturn && block[at + 1] !== newline);
}

/**
 * Splits lines into columns at white space, over bytes; a carriage return alone ends a line, too. One scanner serves a whole file:
 * `scan` moves to the next line and leaves its columns in `starts` and `ends`.
 */
export class ColumnScanner {
  /** Number of the line just scanned, from 1. */
  line = 0;
  /** How many columns the line has, counted up to `most`. */
  count = 0;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Lines that were skipped as comments. */
  comments = 0;
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
   * The blocks of the file, as {@link readBlocks} gives them.
   * @throws TseriniError as there; `INPUT`, with file and line, where the file is not UTF-8
   */
  async *blocks(what: string, options: ReadOptions): AsyncGenerator<Uint8Array> {
    for await (const block of readBlocks(what, this.path, options)) {
      if (!isText(block)) throw notUtf8(this.path, block, this.line + 1);
      yield block;
    }
  }

  /**
   * Scans the line that begins at `at`. Gives where the next one begins.
   * Blank lines leave `count` at 0. Byte order marks are inside of files that were joined, too.
   * @param block lines, each with its newline
   */
  scan(block: Uint8Array, at: number): number {
    const { starts, ends, most } = this;
    this.line++;
    let count = 0;
    if (block[at] === firstOfMark && isMarkAt(block, at)) at += markLength;
    let byte = block[at]!;
    for (;;) {
      while (isSpace(byte) && !isLineEnd(block, at, byte)) byte = block[++at]!;
      if (isSpace(byte)) break;
      if (count === most) {
        count++;
        while (!isLineEnd(block, at, block[at]!)) at++;
        break;
      }
      starts[count] = at;
      do byte = block[++at]!;
      while (!isSpace(byte));
      ends[count++] = at;
    }
    this.count = count;
    return at + 1;
  }

  /**
   * Whether the line is a comment: one that begins with `#`, and unless all of those are, has not the columns of data.
   * @param columns how many a line of data has
   * @param number which of them is a number
   */
  isComment(block: Uint8Array, columns: number, number: number, all = false): boolean {
    if (block[this.starts[0]!] !== hash) return false;
    const isData =
      this.count === columns && !Number.isNaN(parseNumber(block, this.starts[number]!, this.ends[number]!));
    if (isData && !all) return false;
    this.comments++;
    return true;
  }

  column(block: Uint8Array, index: number): string {
    return text(block, this.starts[index]!, this.ends[index]!);
  }

  private get columns(): string {
    return this.count > this.most ? `more than ${this.most} columns` : `${this.count} columns`;
  }

  /** An error that says how many columns a line should have. @param has as in `where a run has 6 (…)` */
  wrongColumns(columns: number, has: string): TseriniError {
    const hint =
      this.count > columns ? ': an id cannot hold white space here, and a line ends in a newline' : '';
    return this.error(`${this.columns} where ${has}${hint}`);
  }

  /** An error that names file and line. */
  error(message: string, value?: unknown): TseriniError {
    return new TseriniError('INPUT', `${this.path}:${this.line}: ${message}`, { value });
  }
}
