import { TseriniError } from '../util/errors.js';
import type { SparseVector } from './sparse-vector.js';

/** What to keep of a vector. */
export interface PruneOptions {
  /** Keep this many of the heaviest tokens; of equal ones those that come first. */
  readonly topK?: number | undefined;
  /** Keep tokens of this weight and above. */
  readonly minWeight?: number | undefined;
}

/**
 * A smaller vector of the heaviest tokens, in the order of the vector.
 * @throws TseriniError `USAGE` where topK is not a whole number from 1 up, or minWeight not a number
 */
export function prune(vector: SparseVector, options: PruneOptions): SparseVector {
  checkPruning(options);
  const { topK = Number.POSITIVE_INFINITY, minWeight = Number.NEGATIVE_INFINITY } = options;
  const kept = [...vector].filter(([, weight]) => weight >= minWeight);
  if (kept.length <= topK) return new Map(kept);
  const heaviest = new Set(byWeight(kept).slice(0, topK));
  return new Map(kept.filter((entry) => heaviest.has(entry)));
}

/** @returns the heaviest tokens first; equal ones in the order of the vector */
export function topTerms(vector: SparseVector, count = 10): [string, number][] {
  return byWeight([...vector]).slice(0, count);
}

function byWeight(entries: readonly [string, number][]): [string, number][] {
  return [...entries].sort(([, a], [, b]) => b - a); // A stable sort.
}

export function checkPruning({ topK, minWeight }: PruneOptions): void {
  if (topK !== undefined && !(Number.isSafeInteger(topK) && topK > 0)) {
    throw new TseriniError('USAGE', `topK must be a whole number from 1 up, not ${topK}`, { value: topK });
  }
  if (minWeight !== undefined && !Number.isFinite(minWeight)) {
    throw new TseriniError('USAGE', `minWeight must be a number, not ${minWeight}`, { value: minWeight });
  }
}
