import { TseriniError } from '../util/errors.js';

/**
 * Checks that float32 and Lucene can take a weight of a query.
 * @throws TseriniError `USAGE` for one that is negative or no number
 */
export function assertWeight(what: string, weight: number): void {
  if (!(weight >= 0 && Math.fround(weight) < Number.POSITIVE_INFINITY)) {
    throw new TseriniError('USAGE', `the ${what} must be 0 or more, not ${weight}`, { value: weight });
  }
}
