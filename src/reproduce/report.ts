import { basename, dirname, join } from 'node:path';
import { formatSigned } from '../eval/format-number.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import { packageVersion } from '../util/package-version.js';
import { measureTitle, sourceText } from './metrics.js';
import { shellLine } from './plan.js';
import { resultsToSvg } from './plot.js';
import type { ReproduceResult } from './reproduce.js';
import type { Reproduction } from './reproduction.js';

/**
 * Writes the results of an experiment as Markdown, and a plot beside it.
 * @param path of the Markdown file
 * @returns the path of the plot
 * @throws TseriniError `IO`, `NOT_FOUND`, `INTERRUPTED`
 */
export async function writeReport(
  path: string,
  name: string,
  reproduction: Reproduction,
  result: ReproduceResult,
  signal?: AbortSignal,
): Promise<string> {
  const plot = join(dirname(path), `${basename(path).replace(/\.(md|markdown)$/i, '')}.svg`);
  await writeAtomically('plot', plot, [resultsToSvg(reproduction.title, result.results)], signal);
  await writeAtomically('report', path, [formatReport(name, reproduction, result, basename(plot))], signal);
  return plot;
}

function formatReport(
  name: string,
  { title, measures }: Reproduction,
  { data, steps, results }: ReproduceResult,
  plot: string,
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = results.map(({ system, metrics }) =>
    row([
      system.name,
      ...Array.from(metrics.values(), ({ value, expected, off }) => {
        if (expected === undefined) return value.toFixed(4);
        const verdict = off === 0 ? 'OK' : `off by ${formatSigned(off)}`;
        return `${value.toFixed(4)} (expected ${expected.toFixed(4)}: ${verdict})`;
      }),
    ]),
  );
  const sources = results.flatMap(({ system: { name: system, expected } }) =>
    expected ? [`- ${system}: ${sourceText(expected)}`] : [],
  );
  return [
    `# ${title}`,
    '',
    `\`tserini reproduce ${name}\`, ${results[0]!.perTopic.length} topics.`,
    '',
    row(['', ...measures.map(measureTitle)]),
    row(['---', ...measures.map(() => '---:')]),
    ...rows,
    '',
    `![${measureTitle(measures[0]!)} of each topic](${encodeURI(plot)})`,
    '',
    ...(sources.length > 0 ? ['Expected metrics:', '', ...sources, ''] : []),
    '## How',
    '',
    `Data: \`${data}\`. tserini ${packageVersion()}, Node.js ${process.version}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '```sh',
    ...steps.map(({ command }) => shellLine(['npx', 'tserini', ...command])),
    '```',
    '',
  ].join('\n');
}
