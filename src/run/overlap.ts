import type { Hit } from './run.js';

/**
 * The share of a reference ranking's documents that another ranking has: the recall of an approximate
 * search against the exact one. 1 where the reference is empty.
 */
export function overlap(hits: readonly Hit[], reference: readonly Hit[]): number {
  if (reference.length === 0) return 1;
  const found = new Set(hits.map(({ docid }) => docid));
  return reference.filter(({ docid }) => found.has(docid)).length / reference.length;
}
