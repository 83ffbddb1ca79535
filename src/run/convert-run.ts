import { TseriniError } from '../util/errors.js';
import type { ReadOptions } from '../util/files/read-bytes.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import { pythonFloat } from '../util/python/float.js';
import { parseNumber } from './bytes.js';
import { ColumnScanner } from './columns.js';
import type { RunFormat } from './read-run.js';

export interface ConvertRunOptions extends ReadOptions {
  /** Sixth column of TREC's format. Default `anserini`, as Pyserini's converter writes. */
  readonly tag?: string;
}

/**
 * Converts a run line by line: MS MARCO's `topic docid rank` to TREC's six columns with the score 1 / rank, written
 * as Python writes it, or TREC's to MS MARCO's, with the rank column as it is.
 *
 * @param to format of the output; the input must be in the other one
 * @returns the number of lines
 * @throws TseriniError NOT_FOUND, IO; INPUT, with file and line, for a line with too few or too many columns or a rank that is
 *   not a whole number from 1, or an empty run
 */
export async function convertRun(
  input: string,
  output: string,
  to: RunFormat,
  options: ConvertRunOptions = {},
): Promise<number> {
  const { tag = 'anserini' } = options;
  const [columns, rankColumn] = to === 'trec' ? [3, 2] : [6, 3];
  const scanner = new ColumnScanner(input, 6);
  let count = 0;
  async function* lines() {
    for await (const block of scanner.blocks('run', options)) {
      let text = '';
      let at = 0;
      while (at < block.length) {
        at = scanner.scan(block, at);
        if (scanner.count === 0) continue;
        checkColumns(scanner, to, columns);
        const rank = parseNumber(block, scanner.starts[rankColumn]!, scanner.ends[rankColumn]!);
        if (!Number.isInteger(rank) || rank < 1) {
          throw scanner.error(`the rank is not a whole number from 1: ${scanner.column(block, rankColumn)}`);
        }
        const topic = scanner.column(block, 0);
        text +=
          to === 'trec'
            ? `${topic} Q0 ${scanner.column(block, 1)} ${rank} ${pythonFloat(1 / rank)} ${tag}\n`
            : `${topic}\t${scanner.column(block, 2)}\t${rank}\n`;
        count++;
      }
      yield text;
    }
    if (count === 0) throw new TseriniError('INPUT', `the run is empty: ${input}`, { value: input });
  }
  await writeAtomically('run', output, lines(), options.signal);
  return count;
}

function checkColumns(scanner: ColumnScanner, to: RunFormat, columns: number): void {
  if (scanner.count === columns) return;
  const expected = to === 'trec' ? 'MS MARCO run has 3 (topic docid rank)' : 'TREC run has 6';
  throw scanner.wrongColumns(columns, `${to === 'trec' ? 'an' : 'a'} ${expected}`);
}
