import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plotDifferences } from '#tserini/eval/compare/terminal-plot.js';

const eighths = ' ▁▂▃▄▅▆▇█';

/** Reads a plot: the height of each bar in eighths of a row, upwards and downwards, and the labels. */
function read(plot: string) {
  const lines = plot.split('\n').map((line) => ({ label: line.slice(0, 7).trim(), cells: line.slice(9) }));
  const zero = lines.findIndex(({ label }) => label === '0');
  const columns = lines[zero]!.cells.length;
  expect(lines[zero]!.cells).toBe('─'.repeat(columns));
  const sum = (part: typeof lines, column: number, heightOf: (cell: string) => number) =>
    part.reduce((height, { cells }) => height + heightOf(cells[column] ?? ' '), 0);
  const bars = Array.from({ length: columns }, (_, column) => ({
    up: sum(lines.slice(0, zero), column, (cell) => eighths.indexOf(cell)),
    down: sum(lines.slice(zero + 1), column, (cell) => ' ▀█'.indexOf(cell) * 4),
  }));
  return { bars, above: zero, below: lines.length - zero - 1, labels: lines.map(({ label }) => label) };
}

const differences = fc
  .array(fc.integer({ min: -25, max: 25 }), { minLength: 1, maxLength: 60 })
  .map((values) => values.map((value) => value / 25));

/** Four rows of eight eighths stand for the largest difference; downwards, a quarter of a row is the finest. */
function expectBars(plot: string, values: readonly number[]) {
  const { bars, above, below, labels } = read(plot);
  const highest = Math.max(...values.map(Math.abs));
  expect(bars.length).toBe(values.length);
  values.forEach((value, column) => {
    const height = highest > 0 ? (value / highest) * 32 : 0;
    expect(Math.abs(bars[column]!.up - Math.max(0, height))).toBeLessThanOrEqual(0.5 + 1e-9);
    expect(Math.abs(bars[column]!.down - Math.max(0, -height))).toBeLessThanOrEqual(2.5 + 1e-9);
  });
  const inner = (count: number) => Array.from({ length: Math.max(0, count - 1) }, () => '');
  const outer = (sign: string, rows: number) =>
    rows > 0 ? [`${sign}${((highest * rows) / 4).toFixed(3)}`] : [];
  expect(labels).toEqual([...outer('+', above), ...inner(above), '0', ...inner(below), ...outer('-', below)]);
}

describe('plotDifferences', () => {
  it('draws a bar of the right height for each difference, in descending order, and labels the edges', () => {
    fc.assert(
      fc.property(differences, (values) => {
        expectBars(
          plotDifferences(Float64Array.from(values)),
          values.toSorted((a, b) => b - a),
        );
      }),
    );
  });

  it('draws means where there are more differences than columns', () => {
    fc.assert(
      fc.property(differences, fc.integer({ min: 2, max: 4 }), (values, times) => {
        const sorted = [...new Set(values)].sort((a, b) => b - a);
        const apart = sorted.flatMap((value) =>
          Array.from({ length: times }, (_, i) => value + (i - (times - 1) / 2) / 100),
        );
        expectBars(plotDifferences(Float64Array.from(apart), sorted.length + 9), sorted);
      }),
    );
  });

  it('draws one bar at least', () => {
    expect(read(plotDifferences(Float64Array.of(1, 0, -1), 3)).bars.length).toBe(1);
  });
});
