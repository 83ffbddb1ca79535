import { isAbsolute, relative } from 'node:path';
import { readRecords } from '../corpus/records.js';
import { formatSigned } from '../eval/format-number.js';
import { measureTitle, sourceText } from '../reproduce/metrics.js';
import { runPath, shellLine } from '../reproduce/plan.js';
import type { ReproduceResult } from '../reproduce/reproduce.js';
import type { Reproduction } from '../reproduce/reproduction.js';
import { loadRun } from '../run/read-run.js';
import { readTopics } from '../topics/read-topics.js';
import { packageVersion } from '../util/package-version.js';
import { formatTable } from '../util/table.js';

const shownHits = 5;
const terminalWidth = 80;

/** The best hits of the topic that the experiment shows, with their titles. */
export async function hitTable(
  { shownTopic, systems }: Reproduction,
  { data }: ReproduceResult,
  output: string,
): Promise<string> {
  if (shownTopic === undefined) return '';
  const run = await loadRun(runPath(output, systems[0]!.name));
  const best = run.topics.get(shownTopic)?.hits({ ties: 'ascending' }).slice(0, shownHits) ?? [];
  const titles = new Map(best.map(({ docid }) => [docid, '']));
  for await (const { id, fields } of readRecords(data, { fields: ['title'] })) {
    if (titles.has(id)) titles.set(id, fields.get('title')!);
  }
  const width = Math.max(...best.map(({ docid }) => docid.length));
  const lines = best.map(({ docid, score }, i) =>
    `  ${i + 1}  ${docid.padEnd(width)}  ${score.toFixed(0).padStart(6)}  ${titles.get(docid)}`.slice(
      0,
      terminalWidth,
    ),
  );
  const query = (await readTopics(data)).find(({ id }) => id === shownTopic)?.text;
  return `The best hits of ${systems[0]!.name} for topic ${shownTopic},\n"${query}":\n${lines.join('\n')}\n\n`;
}

/** One row per system, one column per measure; OK, or how far it is off, where a value was expected. */
export function metricTable({ results }: ReproduceResult): string {
  const measures = [...results[0]!.metrics.keys()];
  const rows = results.map(({ system, metrics }) => [
    system.name,
    ...Array.from(metrics.values(), ({ value, expected, off }) => {
      const verdict = expected === undefined ? '' : off === 0 ? ' OK' : ` off by ${formatSigned(off)}`;
      return `${value.toFixed(4)}${verdict}`;
    }),
  ]);
  return formatTable([['', ...measures.map(measureTitle)], ...rows])
    .map((line) => `  ${line}`)
    .join('\n');
}

/** What goes into the guide's reproduction log; undefined where no metrics were expected. */
export function reproductionLine({ results }: ReproduceResult): string | undefined {
  if (!results.some(({ system }) => system.expected)) return undefined;
  const sources = results.flatMap(({ system: { expected } }) =>
    expected ? wrapWords(`Expected: ${sourceText(expected)}`.split(' '), '') : [],
  );
  return ['', ...sources, '', "For the guide's reproduction log:", logLine(), ''].join('\n');
}

/** The line of a reproduction log. */
export function logLine(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `+ Results reproduced by [@you](https://github.com/you) on ${date} (tserini ${packageVersion()})`;
}

/** The last search and its evaluation as commands to type. */
export function nextSteps({ steps }: ReproduceResult): string {
  const first = steps.filter(({ system }) => system === steps[0]!.system);
  const commands = first.filter(({ name }) => name === 'search' || name === 'evaluate');
  return [
    '',
    'The same search and its evaluation, by hand:',
    ...commands.flatMap(({ command }) =>
      wrapWords(['  npx', 'tserini', ...command.map((word) => shellLine([shown(word)]))], ' \\'),
    ),
    '',
  ].join('\n');
}

/** A path as the user would type it here. */
function shown(path: string): string {
  if (!isAbsolute(path)) return path;
  const short = relative(process.cwd(), path);
  // From one drive of Windows to another there is no relative path.
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

/**
 * Words over several lines of a terminal, all but the first indented by four.
 * @param end of each line but the last
 */
function wrapWords(words: readonly string[], end: string): string[] {
  const lines: string[] = [];
  let line = words[0]!;
  for (const word of words.slice(1)) {
    if (line.length + 1 + word.length + end.length > terminalWidth) {
      lines.push(line + end);
      line = `    ${word}`;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line];
}
