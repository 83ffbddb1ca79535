import { join } from 'node:path';
import { shellLine } from '../reproduce/plan.js';
import { type PublishedRow, publisherOf, selectRows } from '../reproduce/published-rows.js';
import { type RowResult, reproduceRows, requirePublished } from '../reproduce/reproduce-rows.js';
import { rowCommands, whyNot } from '../reproduce/row-commands.js';
import { rowReport } from '../reproduce/row-report.js';
import { TseriniError } from '../util/errors.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { CommandTable, Flags, Io } from './command.js';
import { parseFlags } from './parse.js';
import { logLine } from './reproduce-output.js';
import { matrixOf } from './row-matrix.js';
import { given, text } from './values.js';

/** Reproduces the rows of a published suite that the flags name, or prints their commands. */
export async function reproduceSuite(
  suite: string,
  condition: string | undefined,
  flags: Flags,
  io: Io,
  commands: CommandTable,
): Promise<void> {
  const rows = selectRows(suite, given({ condition, dataset: text(flags, 'dataset') }));
  const output = text(flags, 'output') ?? join('out', suite);
  const data = text(flags, 'data');
  if (data !== undefined && new Set(rows.map(({ dataset }) => dataset)).size > 1) {
    throw new TseriniError('USAGE', '--data is one data set: name it with --dataset');
  }
  const { command: search } = await commands['search.lucene']!.load();
  const searchFlags = new Set(Object.keys(search.options ?? {}));
  const reason = (row: PublishedRow) => whyNot(row, searchFlags, data);
  if (flags['dry-run'] || flags['print-commands']) {
    return io.out(`${commandLines(rows, output, data, reason).join('\n')}\n`);
  }
  const results = await reproduceRows(rows, {
    output,
    data,
    signal: io.signal,
    execute: (words) => execute(words, io, commands),
    whyNot: reason,
    onRow: (result) => io.log(`${result.row.condition}  ${result.row.dataset}  ${outcome(result)}`),
  });
  const source = `Published by ${publisherOf(suite)}${data === undefined ? '' : `; the index is built here, from ${data}, not the published one`}.`;
  const notes = results.flatMap(({ row, reason: why }) =>
    why === undefined ? [] : [`  ${row.condition}  ${row.dataset}: ${why}`],
  );
  await io.out(`${matrixOf(results).join('\n')}\n\n${source}\n`);
  if (notes.length > 0) await io.out(`\nNot run:\n${notes.join('\n')}\n`);
  const report = text(flags, 'report');
  if (report !== undefined) {
    const lines = commandLines(rows, output, data, reason);
    await writeAtomically('report', report, [rowReport(suite, source, results, lines)], io.signal);
    await io.out(`\nreport in ${report}\n`);
  }
  requirePublished(results);
  await io.out(`\nFor the reproduction log:\n${logLine()}\n`);
}

function outcome({ row, values, reason }: RowResult): string {
  if (reason !== undefined) return reason;
  return row.measures.map(({ name }, i) => `${name} ${values[i]!.toFixed(4)}`).join('  ');
}

/** The commands of rows, each once, as they are typed into a shell; of a row that cannot run, why. */
function commandLines(
  rows: readonly PublishedRow[],
  output: string,
  data: string | undefined,
  reason: (row: PublishedRow) => string | undefined,
): string[] {
  const lines = rows.flatMap((row) => {
    const why = reason(row);
    const title = `# ${row.condition}, ${row.dataset}${why === undefined ? '' : `: not run, ${why}`}`;
    if (why !== undefined) return [title];
    const { steps, evaluations } = rowCommands(row, output, data);
    const all = [...steps.map(({ command }) => command), ...evaluations];
    return [title, ...all.map((command) => shellLine(['npx', 'tserini', ...command]))];
  });
  return [...new Set(lines)];
}

/** Runs a command as if it were typed. @returns what it writes to standard output */
async function execute(words: readonly string[], io: Io, commands: CommandTable): Promise<string> {
  const [name = '', ...args] = words;
  const { command } = await commands[name]!.load();
  let written = '';
  const out = async (part: string) => {
    written += part;
  };
  await command.run(parseFlags(name, command, args), { ...io, out }, commands);
  return written;
}
