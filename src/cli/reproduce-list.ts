import { measureTitle } from '../reproduce/metrics.js';
import { publishedSuites, publisherOf, selectRows } from '../reproduce/published-rows.js';
import { reproductions } from '../reproduce/reproductions.js';
import type { Flags } from './command.js';
import { given, text } from './values.js';

/** One line per experiment: its name, and the first of the metrics that are expected; then one per published suite. */
export function listReproductions(): string[] {
  const rows = Array.from(reproductions, ([name, { systems, measures, title }]) => {
    const expected = systems[0]!.expected?.metrics.get(measures[0]!);
    return [
      name,
      expected === undefined ? '' : `${measureTitle(measures[0]!)} ${expected.toFixed(4)}`,
      title,
    ];
  });
  for (const [suite, suiteRows] of publishedSuites) {
    const conditions = new Set(suiteRows.map(({ condition }) => condition)).size;
    const datasets = new Set(suiteRows.map(({ dataset }) => dataset)).size;
    rows.push([
      suite,
      '',
      `${counted(conditions, 'condition')} of ${publisherOf(suite)} on ${counted(datasets, 'data set')} (reproduce --list ${suite})`,
    ]);
  }
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The published rows of a suite, a line for each. */
export function listRows(suite: string, condition: string | undefined, flags: Flags): string[] {
  const rows = selectRows(suite, given({ condition, dataset: text(flags, 'dataset') }));
  const [conditions, datasets] = (['condition', 'dataset'] as const).map((kind) =>
    Math.max(...rows.map((row) => row[kind].length)),
  ) as [number, number];
  return rows.map(({ condition: name, dataset, measures, needs }) => {
    const metrics = measures.map(
      ({ name: measure, value }) => `${measure} ${value.toFixed(value > 1 ? 2 : 4)}`,
    );
    return `${name.padEnd(conditions)}  ${dataset.padEnd(datasets)}  ${metrics.join('  ')}${needs === '' ? '' : `  (${needs})`}`;
  });
}
