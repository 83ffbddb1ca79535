import type { Parameters } from './parameters.js';
import type { RankedTopic } from './ranked-topic.js';

/** Gain of each relevance level, and the gains of the best possible ranking. */
export interface Gains {
  /** Gain of a retrieved document's level; 0 for documents that were not judged. */
  of(level: number): number;
  /** Whether the level has a gain of its own. */
  has(level: number): boolean;
  /** The positive gains of all judged documents, highest first. */
  readonly ideal: Float64Array;
  readonly lowest: number;
  readonly highest: number;
}

const wholeNumber = /^[+-]?\d+$/;

/**
 * The gains of a topic's relevance levels: the level itself, unless a pair `level=gain` was given. Gains may be
 * 0 or negative, and level 0 may have one.
 *
 * trec_eval sorts gains by a difference truncated to a whole number, so that gains less than 1 apart may come out in
 * the wrong order and make the ideal wrong. This sorts them.
 */
export function gainsOf(topic: RankedTopic, parameters: Parameters): Gains {
  const gains = new Map<number, number>();
  for (const [name, gain] of parameters.pairs) if (wholeNumber.test(name)) gains.set(Number(name), gain);
  const { judgedAtLevel } = topic;
  for (const level of judgedAtLevel.keys()) if (!gains.has(level)) gains.set(level, level);
  const ordered = [...gains].sort(([, a], [, b]) => b - a);
  const positive = ordered.filter(([level, gain]) => gain > 0 && (judgedAtLevel[level] ?? 0) > 0);
  const ideal = new Float64Array(positive.reduce((sum, [level]) => sum + judgedAtLevel[level]!, 0));
  let length = 0;
  for (const [level, gain] of positive) {
    ideal.fill(gain, length, length + judgedAtLevel[level]!);
    length += judgedAtLevel[level]!;
  }
  return {
    of: (level) => gains.get(level) ?? 0,
    has: (level) => gains.has(level),
    ideal,
    lowest: ordered.at(-1)?.[1] ?? 0,
    highest: ordered[0]?.[1] ?? 0,
  };
}

/** Discount of rank `rank` (from 0) in discounted cumulative gain. */
export function discount(rank: number): number {
  return Math.log2(rank + 2);
}

/** Discounted cumulative gain of a ranking: the sum of gain / log2(rank + 1), ranks from 1. */
export function discountedGain(topic: RankedTopic, gains: Gains): number {
  let sum = 0;
  topic.levels.forEach((level, rank) => {
    const gain = gains.of(level);
    if (gain !== 0) sum += gain / discount(rank);
  });
  return sum;
}

/** Discounted cumulative gain of the best possible ranking. */
export function idealDiscountedGain(gains: Gains): number {
  let sum = 0;
  gains.ideal.forEach((gain, rank) => {
    sum += gain / discount(rank);
  });
  return sum;
}
