import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from './sparse-vector.js';

/** What to keep of a vector: the tokens that all rules keep. */
export interface PruneOptions {
  /** Keep this many of the heaviest tokens. */
  readonly topK?: number | undefined;
  /** Keep tokens of this weight and above. */
  readonly minWeight?: number | undefined;
  /**
   * Keep the fewest of the heaviest tokens whose weights add up to this share of all, above 0 and at most 1: the α-mass
   * of Bruch et al. (2024, https://arxiv.org/abs/2404.18424).
   */
  readonly mass?: number | undefined;
}

/**
 * A smaller vector of the heaviest tokens, in the order of the vector. Of equal weights, those of tokens that come first by
 * code point, so that the result does not depend on the vector's order.
 * @throws TseriniError `USAGE` where an option is out of range
 */
export function prune(vector: SparseVector, options: PruneOptions): SparseVector {
  checkPruning(options);
  const { topK = Number.POSITIVE_INFINITY, minWeight = Number.NEGATIVE_INFINITY, mass } = options;
  const entries = [...vector];
  const isKept = ([, weight]: readonly [string, number]) => weight >= minWeight;
  if (mass === undefined && topK >= entries.length) return new Map(entries.filter(isKept));
  const sorted = byWeight(entries);
  const count = mass === undefined ? topK : Math.min(topK, entriesOfMass(sorted, mass));
  const heaviest = new Set(sorted.slice(0, count));
  return new Map(entries.filter((entry) => isKept(entry) && heaviest.has(entry)));
}

/** How many of the heaviest entries hold a share of all weights. */
function entriesOfMass(sorted: readonly (readonly [string, number])[], mass: number): number {
  // In the same order as the sum below, so that the whole mass is reached.
  const wanted = mass * sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  let count = 0;
  while (count < sorted.length && sum < wanted) sum += sorted[count++]![1];
  return count;
}

/** @returns the heaviest tokens first; equal ones by code point */
export function topTerms(vector: SparseVector, count = 10): [string, number][] {
  return byWeight([...vector]).slice(0, count);
}

function byWeight(entries: readonly [string, number][]): [string, number][] {
  return [...entries].sort(([a, weight], [b, other]) => other - weight || byCodePoint(a, b));
}

export function checkPruning({ topK, minWeight, mass }: PruneOptions): void {
  if (topK !== undefined && !(Number.isSafeInteger(topK) && topK > 0)) {
    throw new TseriniError('USAGE', `topK must be a whole number from 1 up, not ${topK}`, { value: topK });
  }
  if (minWeight !== undefined && !Number.isFinite(minWeight)) {
    throw new TseriniError('USAGE', `minWeight must be a number, not ${minWeight}`, { value: minWeight });
  }
  if (mass !== undefined && !(mass > 0 && mass <= 1)) {
    throw new TseriniError('USAGE', `mass must be above 0 and at most 1, not ${mass}`, { value: mass });
  }
}
