import { TseriniError } from '../errors.js';

/** Whether an index can have this term: its tokens hold no white space. */
export function isToken(term: string): boolean {
  return term !== '' && !/\s/.test(term);
}

/**
 * Holds a weight of a query against what float32 and Lucene take.
 * @throws TseriniError `USAGE` for one that is negative or no number
 */
export function requireWeight(what: string, weight: number): void {
  if (!(weight >= 0 && Math.fround(weight) < Number.POSITIVE_INFINITY)) {
    throw new TseriniError('USAGE', `the ${what} must be 0 or more, not ${weight}`, { value: weight });
  }
}
