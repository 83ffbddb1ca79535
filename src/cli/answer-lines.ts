import { oneLine } from '../util/one-line.js';
import type { Answer, AnsweredHit, HitExplanation } from './answer-query.js';
import { formatWeight } from './bar.js';

/** An answer for another program: rank, score, docid, title and snippet, and what terms add, between tabs. */
export function formatAnswerLines({ hits }: Answer): string {
  return hits.map((hit) => `${cellsOf(hit).map(oneLine).join('\t')}\n`).join('');
}

function cellsOf({ rank, score, docid, title = '', snippet = '', explanations }: AnsweredHit): string[] {
  const cells = [String(rank), formatScore(score), docid, title, snippet];
  return explanations ? [...cells, explanations.map(termsOf).join('; ')] : cells;
}

/** Scores of impacts are whole numbers; others have as many decimals as in a run. */
export function formatScore(score: number): string {
  return Number.isInteger(score) ? String(score) : score.toFixed(6);
}

/** `impact 812: sky 420 (51.7%), +scattering 392 (48.3%)`; a plus marks a term that the model added. */
export function termsOf({ method, score, matching }: HitExplanation): string {
  const terms = matching.map(
    ({ term, product, share, own }) =>
      `${own ? '' : '+'}${term} ${formatWeight(product)} (${(share * 100).toFixed(1)}%)`,
  );
  return oneLine(`${method} ${formatWeight(score)}: ${terms.join(', ')}`);
}
