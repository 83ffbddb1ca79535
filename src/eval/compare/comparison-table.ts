import { formatTable } from '../../util/table.js';
import { formatSigned } from '../format-number.js';
import { type ComparedMeasure, type Comparison, type MovedTopic, mostMoved } from './compare-runs.js';
import { plotDifferences } from './terminal-plot.js';

export interface ComparisonTextOptions {
  /** How many topics with the largest gains, and with the largest losses, to name. Default 5. */
  readonly moved?: number;
  /** Columns of the terminal, for the plots. Default 100. */
  readonly width?: number;
}

const headings = ['run', 'mean', 'difference', 'interval', 't-test', 'randomization', 'won/tied/lost'];

/** A comparison for reading in a terminal: a table, the topics that moved most, and a plot for each measure. */
export function formatComparison(comparison: Comparison, options: ComparisonTextOptions = {}): string {
  const { moved = 5, width = 100 } = options;
  const sections = comparison.measures.map((measure) => {
    const rows = [headings, ...cellsOf(comparison, measure)];
    const details = measure.runs.slice(1).flatMap((run) => {
      const { gains, losses } = mostMoved(comparison, measure, run, moved);
      const title = `${run.name} - ${measure.runs[0]!.name}, ${measure.name}, topics in order of difference`;
      const named = [
        gains.length > 0 ? `  gained most: ${gains.map(movedText).join(', ')}` : '',
        losses.length > 0 ? `  lost most:   ${losses.map(movedText).join(', ')}` : '',
      ].filter((line) => line !== '');
      return ['', title, plotDifferences(run.difference!.perTopic, width), ...named];
    });
    return [measure.name, ...formatTable(rows), ...details].join('\n');
  });
  return `${sections.join('\n\n')}\n\n${footnote(comparison)}\n`;
}

/** The tables of a comparison in Markdown, with the topics that moved most. */
export function formatComparisonMarkdown(
  comparison: Comparison,
  options: ComparisonTextOptions = {},
): string {
  const { moved = 5 } = options;
  const sections = comparison.measures.map((measure) => {
    const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
    const rule = `|---|${'---:|'.repeat(headings.length - 1)}`;
    const lines = [`## ${measure.name}`, '', line(headings), rule];
    lines.push(...cellsOf(comparison, measure).map(line));
    for (const run of measure.runs.slice(1)) {
      const { gains, losses } = mostMoved(comparison, measure, run, moved);
      if (gains.length + losses.length === 0) continue;
      const list = (topics: readonly MovedTopic[]) => topics.map(movedText).join(', ') || 'none';
      lines.push('', `${run.name}: gained most on ${list(gains)}; lost most on ${list(losses)}.`);
    }
    return lines.join('\n');
  });
  return `${sections.join('\n\n')}\n\n${footnote(comparison)}\n`;
}

function cellsOf({ confidence }: Comparison, { runs }: ComparedMeasure): string[][] {
  const several = runs.length > 2;
  return runs.map(({ name, mean, difference }) => {
    if (!difference) return [name, mean.toFixed(4), '', '', '', '', ''];
    const { interval, tTest, randomization, corrected, wins, ties, losses } = difference;
    const pText = (p: number, holm: number) => (several ? `${formatP(p)} (${formatP(holm)})` : formatP(p));
    return [
      name,
      mean.toFixed(4),
      formatSigned(difference.mean),
      `${Math.round(confidence * 1000) / 10} % [${formatSigned(interval.low)}, ${formatSigned(interval.high)}]`,
      pText(tTest.p, corrected.tTest),
      pText(randomization.p, corrected.randomization),
      `${wins}/${ties}/${losses}`,
    ];
  });
}

function footnote({ topics, measures, seed }: Comparison): string {
  const { runs } = measures[0]!;
  const several = runs.length > 2 ? "; in brackets after Holm's correction over the runs" : '';
  return (
    `${topics.length} topics, compared with ${runs[0]!.name}. p-values are two-sided${several}. Paired t-test; Fisher's ` +
    `randomization test and bootstrap percentile interval with seed ${seed}.`
  );
}

function movedText({ topic, from, to, difference }: MovedTopic): string {
  return `${topic} ${formatSigned(difference)} (${from.toFixed(4)} to ${to.toFixed(4)})`;
}

function formatP(p: number): string {
  if (Number.isNaN(p)) return 'undefined';
  return p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`;
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
