import { TseriniError } from '../errors.js';
import type { SparseVector } from '../vector.js';
import { isToken } from '../white-space.js';
import { javaText } from './jvm.js';

/**
 * Holds a weight of a query against what float32 and Lucene take.
 * @throws TseriniError `USAGE` for one that is negative or no number
 */
export function requireWeight(what: string, weight: number): void {
  if (!(weight >= 0 && Math.fround(weight) < Number.POSITIVE_INFINITY)) {
    throw new TseriniError('USAGE', `the ${what} must be 0 or more, not ${weight}`, { value: weight });
  }
}

/**
 * A query as the shim's `WeightedTerm` reads it: a line a term, its weight before it. Terms that no index has are
 * left out. (java-bridge takes fifteen times as long for bytes as for text.)
 * @throws TseriniError `USAGE` for a weight that is negative or no number
 */
export function queryText(query: SparseVector): string {
  let text = '';
  for (const [term, weight] of query) {
    requireWeight(`weight of query term "${term}"`, weight);
    if (isToken(term)) text += `${Math.fround(weight)} ${term}\n`;
  }
  return javaText(text);
}
