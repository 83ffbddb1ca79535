import stringWidth from 'string-width';
import { oneLine } from '../util/one-line.js';
import { wrapCut, wrapText } from '../util/wrap-text.js';
import { formatScore, termsOf } from './answer-lines.js';
import type { Answer } from './answer-query.js';

const heading = ['rank', 'score', 'docid', 'title'] as const;
const gap = '  ';
/** What stands below a hit is under its score. */
const indent = ' '.repeat(heading[0].length + gap.length);
/** A title with less room has lines of its own. */
const leastTitle = 20;
/** Lines of a snippet. */
const snippetLines = 2;

/**
 * An answer for a terminal: a table of rank, score, docid and title, and under each hit its snippet and what its terms
 * add. No line is wider than the terminal, unless a docid is.
 */
export function formatAnswer({ hits }: Answer, columns: number): string {
  if (hits.length === 0) return 'no hits\n';
  const rows = hits.map((hit) => [String(hit.rank), formatScore(hit.score), oneLine(hit.docid)] as const);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[heading, ...rows].map((row) => stringWidth(row[column]!))),
  );
  const start = (cells: readonly string[]) =>
    [
      cells[0]!.padStart(widths[0]!),
      cells[1]!.padStart(widths[1]!),
      cells[2]! + ' '.repeat(widths[2]! - stringWidth(cells[2]!)),
    ].join(gap);
  const room = columns - stringWidth(start(heading)) - gap.length;
  const isBeside = room >= leastTitle;
  const below = Math.max(leastTitle, columns - indent.length);
  const lines = [`${start(heading)}${isBeside ? `${gap}${heading[3]}` : ''}`.trimEnd()];
  for (const [i, hit] of hits.entries()) {
    const title = oneLine(hit.title ?? '');
    const [beside = ''] = isBeside ? wrapCut(title, room, 1) : [];
    lines.push(`${start(rows[i]!)}${gap}${beside}`.trimEnd());
    const body = [
      ...(isBeside ? [] : wrapCut(title, below, 1)),
      ...wrapCut(oneLine(hit.snippet ?? ''), below, snippetLines),
      ...(hit.explanations ?? []).flatMap((explanation) => wrapText(termsOf(explanation), below)),
    ];
    lines.push(...body.map((line) => indent + line));
  }
  return `${lines.join('\n')}\n`;
}
