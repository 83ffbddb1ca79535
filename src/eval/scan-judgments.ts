import { parseNumber } from '../run/bytes.js';
import { ColumnScanner, type ReadColumnsOptions } from '../run/columns.js';
import { TseriniError } from '../util/errors.js';
import { isLevel, levelRange } from './qrels.js';

/** One line of a judgment file: the scanner holds its columns, `block` the bytes they point into. */
export interface JudgmentLine {
  readonly scanner: ColumnScanner;
  readonly block: Uint8Array;
}

/**
 * Reads a file of judgments line by line. Columns are split at any white space; blank lines and comments are skipped;
 * gzip is detected by its first bytes.
 *
 * @param columns names of the columns a line has, or a function that determines them from the first line,
 *   which may be a header
 * @returns how many lines were skipped as comments
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for another number of columns, or
 *   for a file without lines
 */
export async function scanJudgments(
  path: string,
  columns: readonly string[] | ((first: JudgmentLine) => { names: readonly string[]; isHeader: boolean }),
  add: (line: JudgmentLine) => void,
  options: ReadColumnsOptions = {},
): Promise<number> {
  const scanner = new ColumnScanner(path, 5);
  let names = typeof columns === 'function' ? undefined : columns;
  let lines = 0;
  for await (const block of scanner.blocks('qrels', options)) {
    const line = { scanner, block };
    let at = 0;
    while (at < block.length) {
      at = scanner.scan(block, at);
      // The columns of a first line are as many as it has.
      const width = names?.length ?? Math.min(scanner.count, 4);
      if (scanner.count === 0 || scanner.isComment(block, width, width - 1, options.hashComments)) continue;
      if (typeof columns === 'function' && names === undefined) {
        const layout = columns(line);
        names = layout.names;
        if (layout.isHeader) continue;
      }
      if (scanner.count !== names!.length) {
        throw scanner.wrongColumns(names!.length, `qrels have ${names!.length} (${names!.join(' ')})`);
      }
      add(line);
      lines++;
    }
  }
  if (lines === 0) throw new TseriniError('INPUT', `the qrels are empty: ${path}`, { value: path });
  return scanner.comments;
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
