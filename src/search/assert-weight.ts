import { TseriniError } from '../util/errors.js';

/**
 * Checks that a query's weight is valid in float32 and Lucene.
 * @throws TseriniError `USAGE` if it is negative or not a number
 */
export function assertWeight(what: string, weight: number): void {
  if (!(weight >= 0 && Math.fround(weight) < Number.POSITIVE_INFINITY)) {
    throw new TseriniError('USAGE', `the ${what} must be 0 or more, not ${weight}`, { value: weight });
  }
}
