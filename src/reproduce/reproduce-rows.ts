import { formatSigned } from '../eval/format-number.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { DoneSteps } from './done-steps.js';
import type { PublishedRow } from './published-rows.js';
import { rowCommands } from './row-commands.js';

export interface ReproduceRowsOptions {
  /** The folder for the runs, and for indexes that are built here. */
  readonly output: string;
  /** A folder or zip archive in BEIR's layout, in place of the published index, topics and judgments. */
  readonly data?: string | undefined;
  readonly signal?: AbortSignal;
  /** Runs a command line, without `tserini`. @returns what it writes to standard output */
  readonly execute: (command: readonly string[]) => Promise<string>;
  /** Why a row cannot run; undefined if it can. */
  readonly whyNot: (row: PublishedRow) => string | undefined;
  /** Called with each row's result. */
  readonly onRow?: (result: RowResult) => void;
}

/** What came of a row. */
export interface RowResult {
  readonly row: PublishedRow;
  /** In the order of the row's measures; none if it did not run. */
  readonly values: readonly number[];
  /** Why it did not run. */
  readonly reason?: string | undefined;
  /** Whether it should have run, and failed. */
  readonly failed: boolean;
}

/** How far below the published value still counts on Pyserini's pages. */
const nearly = 0.0005;

/**
 * How a value compares with the published one, as Pyserini's pages judge it: `OK` if they are equal to four decimals;
 * `OKish +0.0001` if it is above or hardly below; `off by -0.0012`.
 */
export function verdict(value: number, published: number): string {
  const difference = Number((value - published).toFixed(4));
  if (difference === 0) return 'OK';
  return `${difference >= -nearly ? 'OKish' : 'off by'} ${formatSigned(difference)}`;
}

/**
 * Reproduces published rows, by their commands. A search that several rows share runs once, and one whose run is there from
 * an earlier call is not repeated. A row that fails does not stop the others.
 * @throws TseriniError `INTERRUPTED` by the signal
 */
export async function reproduceRows(
  rows: readonly PublishedRow[],
  { output, data, execute, whyNot, signal = new AbortController().signal, onRow }: ReproduceRowsOptions,
): Promise<RowResult[]> {
  const done = new DoneSteps(output, packageVersion());
  const run = async (row: PublishedRow): Promise<number[]> => {
    const { steps, evaluations } = rowCommands(row, output, data);
    for (const step of steps) {
      throwIfStopped(signal);
      if ((await done.find(step)) !== undefined) continue;
      await execute(step.command);
      await done.remember(step, 0);
    }
    const values: number[] = [];
    for (const evaluation of evaluations) values.push(meanOf(await execute(evaluation)));
    return values;
  };
  const results: RowResult[] = [];
  for (const row of rows) {
    throwIfStopped(signal);
    const reason = whyNot(row);
    const result =
      reason === undefined
        ? await run(row).then(
            (values): RowResult => ({ row, values, failed: false }),
            (error): RowResult => {
              if (!(error instanceof TseriniError) || error.code === 'INTERRUPTED') throw error;
              return { row, values: [], reason: error.message, failed: true };
            },
          )
        : { row, values: [], reason, failed: false };
    results.push(result);
    onRow?.(result);
  }
  return results;
}

/** The mean over the topics that eval.trec_eval printed. */
function meanOf(output: string): number {
  const value = /\tall\t(\S+)\s*$/.exec(output)?.[1];
  if (value === undefined) throw new TseriniError('INPUT', 'the evaluation gave no mean', { value: output });
  return Number(value);
}

/** @throws TseriniError `INPUT` if a measure is off, a row failed, or none ran */
export function requirePublished(results: readonly RowResult[]): void {
  const problems = results.flatMap((result) => {
    const { condition, dataset, measures } = result.row;
    const off = result.values.flatMap((value, i) => {
      const { name, value: published } = measures[i]!;
      const judged = verdict(value, published);
      if (!judged.startsWith('off')) return [];
      return `${condition} ${dataset} ${name} ${value.toFixed(4)}, published ${published.toFixed(4)}`;
    });
    return result.failed ? [`${condition} ${dataset}: ${result.reason}`] : off;
  });
  if (problems.length > 0) {
    const [first, ...others] = problems;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new TseriniError('INPUT', `not reproduced: ${first}${more}`, { value: problems });
  }
  const [first] = results;
  if (first && results.every(({ values }) => values.length === 0)) {
    throw new TseriniError('INPUT', `nothing could run: ${first.reason}`, { value: first.reason });
  }
}
