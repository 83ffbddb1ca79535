import type { SparseVector } from '#tserini/vector/sparse-vector.js';
import type { MadeVector } from './collections.ts';

export interface Ranked {
  readonly docid: string;
  readonly score: number;
}

/** What subtracting n millionths from each near tie makes of a ranking's scores, in float32. */
function adjustTies(scores: readonly number[]): number[] {
  const adjusted: number[] = [];
  let ties = 0;
  for (const score of scores) {
    const rounded = Math.fround(Math.floor(score * 1e4 + 0.5) / 1e4);
    const before = adjusted.at(-1);
    ties = before === undefined || Math.fround(before - rounded) > Math.fround(1e-4) ? 0 : ties + 1;
    adjusted.push(Math.fround(rounded - Math.fround(Math.fround(1e-6) * ties)));
  }
  return adjusted;
}

/**
 * Every document that shares a term with the query, by the definition: inner product, best first, ties by
 * the docid's UTF-8 bytes. Terms that no document has, or all have, are left out; a weight of 0 matches.
 */
export function bruteForce(documents: readonly MadeVector[], query: SparseVector): Ranked[] {
  const vectors = documents.map(({ id, vector }) => ({ id, weights: new Map(vector) }));
  const terms = [...query].filter(([term]) => {
    const df = vectors.filter(({ weights }) => weights.has(term)).length;
    return df > 0 && df < vectors.length;
  });
  return vectors
    .filter(({ weights }) => terms.some(([term]) => weights.has(term)))
    .map(({ id, weights }) => ({
      docid: id,
      score: terms.reduce((sum, [term, weight]) => sum + weight * (weights.get(term) ?? 0), 0),
    }))
    .sort((a, b) => b.score - a.score || Buffer.compare(Buffer.from(a.docid), Buffer.from(b.docid)));
}

/** The first k of a ranking, their scores adjusted as the searchers adjust them. */
export function cut(ranking: readonly Ranked[], k: number): Ranked[] {
  const kept = ranking.slice(0, k);
  const scores = adjustTies(kept.map(({ score }) => score));
  return kept.map(({ docid }, i) => ({ docid, score: scores[i]! }));
}
