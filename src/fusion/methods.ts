/** Ways to combine the scores and ranks of a document in several rankings into one score. */
export const fusionMethods = [
  'rrf',
  'interpolation',
  'average',
  'normalize',
  'combsum',
  'combmnz',
  'zscore',
] as const;

/** A way to fuse rankings. */
export type FusionMethod = (typeof fusionMethods)[number];

/** A document of one ranking, as a method sees it. */
export interface Scored {
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

export interface MethodParameters {
  readonly rrfK: number;
  readonly alpha: number;
}

/** Turns one ranking's scores into contributions. The whole ranking counts, whatever depth is merged. */
export type Rescore = (scores: readonly number[], run: number, runs: number) => (document: Scored) => number;

/**
 * The contribution of each ranking to a document's score; contributions are summed.
 *
 * - `rrf`: 1 / (rrfK + rank). Cormack, Clarke and Büttcher, SIGIR 2009.
 * - `interpolation`: alpha × score in the first, 1 − alpha × score in the second.
 * - `average`: score / number of rankings.
 * - `normalize`: (score − least) / (greatest − least), or 1 where all are equal.
 * - `combsum`: the score itself. Fox and Shaw, TREC-2, 1994.
 * - `combmnz`: the same; the sum is then multiplied by the number of rankings that have the document.
 * - `zscore`: (score − mean) / standard deviation (of the whole ranking), or 0 where all are equal.
 *   Montague and Aslam, CIKM 2001.
 */
export function rescoring(method: FusionMethod, { rrfK, alpha }: MethodParameters): Rescore {
  switch (method) {
    case 'rrf':
      return () => (document) => 1 / (rrfK + document.rank);
    case 'interpolation':
      return (_, run) => (document) => document.score * (run === 0 ? alpha : 1 - alpha);
    case 'average':
      return (_, __, runs) => (document) => document.score * (1 / runs);
    case 'normalize':
      return minMax;
    case 'zscore':
      return standardize;
    case 'combsum':
    case 'combmnz':
      return () => (document) => document.score;
  }
}

const minMax: Rescore = (scores) => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  return (document) => (high === low ? 1 : (document.score - low) / (high - low));
};

const standardize: Rescore = (scores) => {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  const deviation = Math.sqrt(variance);
  return (document) => (deviation === 0 ? 0 : (document.score - mean) / deviation);
};
