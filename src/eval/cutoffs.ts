import type { RankedTopic } from './ranked-topic.js';

/**
 * Walks down a ranking and stops at each cutoff. A cutoff deeper than the ranking is reached at its end, as if
 * documents that are not relevant filled the rest.
 *
 * @param cutoffs ascending
 * @param visit called for each retrieved document above the last cutoff, rank from 0
 * @param stop called at each cutoff, after all documents above it
 */
export function walkCutoffs(
  levels: Int32Array,
  cutoffs: readonly number[],
  visit: (level: number, rank: number) => void,
  stop: (cutoff: number, index: number) => void,
): void {
  let rank = 0;
  for (let index = 0; index < cutoffs.length; index++) {
    const cutoff = cutoffs[index]!;
    for (const end = Math.min(cutoff, levels.length); rank < end; rank++) visit(levels[rank]!, rank);
    stop(cutoff, index);
  }
}

/** {@link walkCutoffs} for measures that only need how many relevant documents are above each cutoff. */
export function countAtCutoffs(
  { levels, relevanceLevel }: RankedTopic,
  cutoffs: readonly number[],
  stop: (relevant: number, cutoff: number, index: number) => void,
): void {
  let relevant = 0;
  walkCutoffs(
    levels,
    cutoffs,
    (level) => {
      if (level >= relevanceLevel) relevant++;
    },
    (cutoff, index) => stop(relevant, cutoff, index),
  );
}
