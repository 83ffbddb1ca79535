import fc from 'fast-check';
import { formatComparison, formatComparisonMarkdown } from 'tserini';
import { describe, expect, it } from 'vitest';
import { plotDifferences } from '#tserini/eval/compare/terminal-plot.js';
import { compareRanks, someRanks } from './compared-ranks.ts';

/** The cells of each table in Markdown, without the rules. */
function markdownTables(markdown: string): string[][][] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) =>
      section
        .split('\n')
        .filter((line) => line.startsWith('| '))
        // A bar in a cell is written \|.
        .map((line) =>
          line
            .slice(2, -2)
            .split(' | ')
            .map((cell) => cell.replaceAll('\\|', '|')),
        ),
    );
}

describe('formatComparison', () => {
  it('has the cells of the Markdown tables in columns, and a plot for each run and measure', async () => {
    await fc.assert(
      fc.asyncProperty(someRanks, fc.integer({ min: 20, max: 60 }), async (ranks, width) => {
        const [seed, confidence] = [width, width / 100];
        const comparison = await compareRanks(ranks, ['recip_rank', 'P.2'], { seed, confidence });
        // A terminal shows nothing for the control character in a run's name.
        const text = formatComparison(comparison, { width }).replaceAll('\u0007', '');
        const markdown = formatComparisonMarkdown(comparison).replaceAll('\u0007', '');
        const tables = markdownTables(markdown);
        expect(tables.length).toBe(comparison.measures.length);
        comparison.measures.forEach(({ name, runs }, index) => {
          expect(markdown).toContain(`## ${name}\n\n|`);
          const lines = text
            .slice(text.indexOf(`${name}\nrun `))
            .split('\n')
            .slice(1, runs.length + 2);
          for (const line of lines) expect(line).toBe(line.trimEnd());
          const cells = lines.map((line) => [...line.matchAll(/\S+(?: \S+)*/g)]);
          expect(cells.map((row) => row.map(([cell]) => cell))).toEqual(
            tables[index]!.map((row) => row.filter((cell) => cell !== '')),
          );
          // The first column begins at the left; the others end where their headings end.
          const ends = cells.map((row) => row.slice(1).map((cell) => cell.index + cell[0].length));
          for (const [i, row] of cells.entries()) {
            expect(row[0]!.index).toBe(0);
            expect(ends[i]).toEqual(ends[0]!.slice(0, row.length - 1));
          }
          for (const run of runs.slice(1)) {
            const title = `${run.name.replace('\u0007', '')} - ${runs[0]!.name}, ${name}, topics in order of difference`;
            expect(text).toContain(`\n\n${title}\n${plotDifferences(run.difference!.perTopic, width)}\n`);
          }
        });
        const [note, last] = [text, markdown].map((written) => written.trimEnd().split('\n').at(-1)!);
        expect(note).toBe(last);
        expect(note).toContain(`${comparison.topics.length} topics, compared with <&>. `);
        expect(note).toContain(` with seed ${seed}.`);
        expect(text).toContain(` ${width} % [`);
        expect(note!.includes("Holm's")).toBe(ranks.length > 2);
      }),
      { numRuns: 30 },
    );
  });
});
