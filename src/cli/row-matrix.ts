import type { PublishedMeasure } from '../reproduce/published-rows.js';
import { type RowResult, verdict } from '../reproduce/reproduce-rows.js';
import { formatTable } from '../util/table.js';

function cellText(measure: PublishedMeasure, value: number | undefined): string {
  if (value === undefined) return '–';
  return `${value.toFixed(4)} ${verdict(value, measure.value)}`;
}

/**
 * The results as a table in the form of the published pages: conditions below each other with the data sets side by side, or
 * the other way round where there are more data sets than conditions.
 */
export function matrixOf(results: readonly RowResult[]): string[] {
  const distinct = (kind: 'condition' | 'dataset') => [...new Set(results.map(({ row }) => row[kind]))];
  const byCondition = distinct('condition').length >= distinct('dataset').length;
  const [down, across] = byCondition
    ? (['condition', 'dataset'] as const)
    : (['dataset', 'condition'] as const);
  const names = distinct(down);
  const columns = distinct(across).map((title) => {
    const there = results.filter(({ row }) => row[across] === title);
    const measures = there[0]!.row.measures.map(({ name }) => name);
    const cells = names.map((name) => {
      const found = there.find(({ row }) => row[down] === name);
      return measures.map((_, i) => (found ? cellText(found.row.measures[i]!, found.values[i]) : ''));
    });
    // The empty first column makes all others align to the right.
    return [title, ...formatTable([measures, ...cells].map((line) => ['', ...line]))];
  });
  return formatTable(['', '', ...names].map((name, i) => [name, ...columns.map((column) => column[i]!)]));
}
