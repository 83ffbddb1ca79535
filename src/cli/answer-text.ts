import stringWidth from 'string-width';
import { oneLine, wrapCut, wrapText } from '../util/wrap-text.js';
import type { Answer, AnsweredHit, HitExplanation } from './answer-query.js';
import { formatWeight } from './bar.js';

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

/** An answer for another program: rank, score, docid, title and snippet, and what terms add, between tabs. */
export function formatAnswerLines({ hits }: Answer): string {
  return hits.map((hit) => `${cellsOf(hit).map(oneLine).join('\t')}\n`).join('');
}

function cellsOf({ rank, score, docid, title = '', snippet = '', explanations }: AnsweredHit): string[] {
  const cells = [String(rank), formatScore(score), docid, title, snippet];
  return explanations ? [...cells, explanations.map(termsOf).join('; ')] : cells;
}

/** Scores of impacts are whole numbers; others have as many decimals as in a run. */
function formatScore(score: number): string {
  return Number.isInteger(score) ? String(score) : score.toFixed(6);
}

/** `impact 812: sky 420 (51.7%), +scattering 392 (48.3%)`; a plus marks a term that the model added. */
function termsOf({ method, score, matching }: HitExplanation): string {
  const terms = matching.map(
    ({ term, product, share, own }) =>
      `${own ? '' : '+'}${term} ${formatWeight(product)} (${(share * 100).toFixed(1)}%)`,
  );
  return oneLine(`${method} ${formatWeight(score)}: ${terms.join(', ')}`);
}
