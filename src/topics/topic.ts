import { byCodePoint } from '../util/by-code-point.js';

/** One information need: its id and the text of the query. */
export interface Topic {
  readonly id: string;
  readonly text: string;
}

/** Whether an id is a whole number that fits in a Java int: Anserini reads those as numbers. */
function isInt(id: string): boolean {
  return /^[+-]?\d+$/.test(id) && Math.abs(Number(id)) < 2 ** 31;
}

/**
 * Sorts by topic id in place, numerically if all ids are whole numbers, else by code point: the order in which Pyserini
 * searches topics and writes runs.
 * @param numbers false if ids are never numbers, as in JSONL
 */
export function byTopicId<T>(items: T[], idOf: (item: T) => string, numbers = true): T[] {
  const numeric = numbers && items.every((item) => isInt(idOf(item)));
  return items.sort((a, b) => (numeric ? Number(idOf(a)) - Number(idOf(b)) : byCodePoint(idOf(a), idOf(b))));
}
