import { assertWeight } from '../../search/assert-weight.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import { isToken } from '../../vector/white-space.js';
import { javaText } from './jvm.js';

/**
 * A query as the shim's `WeightedTerm` reads it: one line per term, its weight first. Terms that no index has are
 * left out. (java-bridge takes fifteen times as long for bytes as for text.)
 * @throws TseriniError `USAGE` for a weight that is negative or not a number
 */
export function queryText(query: SparseVector): string {
  let text = '';
  for (const [term, weight] of query) {
    assertWeight(`weight of query term "${term}"`, weight);
    if (isToken(term)) text += `${Math.fround(weight)} ${term}\n`;
  }
  return javaText(text);
}
