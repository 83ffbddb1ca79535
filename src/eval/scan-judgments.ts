import { parseNumber } from '../run/bytes.js';
import { ColumnScanner } from '../run/columns.js';
import { TseriniError } from '../util/errors.js';
import { readBlocks } from '../util/files/read-blocks.js';
import type { ReadOptions } from '../util/files/read-bytes.js';
import { isLevel, levelRange } from './qrels.js';

/** One line of a judgment file: the scanner holds its columns, `block` the bytes they point into. */
export interface JudgmentLine {
  readonly scanner: ColumnScanner;
  readonly block: Uint8Array;
}

/**
 * Reads a file of judgments line by line. Columns are split at any white space; blank lines and lines that begin
 * with `#` are skipped; gzip is detected by its first bytes.
 *
 * @param columns names of the columns a line has, or a function that determines them from the first line,
 *   which may be a header
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for another number of columns, or
 *   for a file without lines
 */
export async function scanJudgments(
  path: string,
  columns: readonly string[] | ((first: JudgmentLine) => { names: readonly string[]; isHeader: boolean }),
  add: (line: JudgmentLine) => void,
  options: ReadOptions = {},
): Promise<void> {
  const scanner = new ColumnScanner(path, 5);
  let names = typeof columns === 'function' ? undefined : columns;
  let lines = 0;
  for await (const block of readBlocks('qrels', path, options)) {
    const line = { scanner, block };
    let at = 0;
    while (at < block.length) {
      at = scanner.scan(block, at);
      if (scanner.count === 0) continue;
      if (typeof columns === 'function' && names === undefined) {
        const layout = columns(line);
        names = layout.names;
        if (layout.isHeader) continue;
      }
      if (scanner.count !== names!.length) {
        const found = scanner.count > 5 ? 'more than 5' : scanner.count;
        throw scanner.error(`${found} columns where qrels have ${names!.length} (${names!.join(' ')})`);
      }
      add(line);
      lines++;
    }
  }
  if (lines === 0) throw new TseriniError('INPUT', `the qrels are empty: ${path}`, { value: path });
}

/**
 * A relevance level: a whole number, negative for a document that is pooled but not judged. `1.0` is one;
 * 0.5, which trec_eval silently truncates to 0, is refused.
 */
export function readLevel({ scanner, block }: JudgmentLine, column: number): number {
  const level = parseNumber(block, scanner.starts[column]!, scanner.ends[column]!);
  if (!isLevel(level)) {
    const written = scanner.column(block, column);
    throw scanner.error(`the relevance is not ${levelRange}: ${written}`, written);
  }
  return level;
}
