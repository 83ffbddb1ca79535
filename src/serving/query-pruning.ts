import { prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** What to leave out of an encoded query. */
export interface QueryPruning {
  /** Keep this many of the heaviest terms. */
  readonly topK?: number | undefined;
  /** Keep terms of this weight and above. */
  readonly minWeight?: number | undefined;
  /** Terms to remove from what the other two keep. */
  readonly drop?: readonly string[] | undefined;
}

/** Whether any of the settings can remove a term. */
export function isPruned({ topK, minWeight, drop }: QueryPruning): boolean {
  return topK !== undefined || minWeight !== undefined || (drop?.length ?? 0) > 0;
}

/** Keeps the heaviest terms, then removes those of `drop`. */
export function pruneQuery(vector: SparseVector, pruning: QueryPruning): SparseVector {
  if (!isPruned(pruning)) return vector;
  const { topK, minWeight, drop = [] } = pruning;
  const kept = prune(vector, { topK, minWeight });
  const dropped = new Set(drop);
  return new Map([...kept].filter(([term]) => !dropped.has(term)));
}
