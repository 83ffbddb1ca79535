import { prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** What to leave out of an encoded query. */
export interface QueryPruning {
  /** Keep this many of the heaviest terms. */
  readonly topK?: number | undefined;
  /** Keep terms of this weight and above. */
  readonly minWeight?: number | undefined;
  /** Terms that are removed from what the other two leave. */
  readonly drop?: readonly string[] | undefined;
}

/** Whether anything may be left out. */
export function isPruned({ topK, minWeight, drop }: QueryPruning): boolean {
  return topK !== undefined || minWeight !== undefined || (drop?.length ?? 0) > 0;
}

/** Keeps the heaviest terms, then leaves out those that are named. */
export function pruneQuery(vector: SparseVector, pruning: QueryPruning): SparseVector {
  if (!isPruned(pruning)) return vector;
  const { topK, minWeight, drop = [] } = pruning;
  const kept = prune(vector, {
    ...(topK === undefined ? {} : { topK }),
    ...(minWeight === undefined ? {} : { minWeight }),
  });
  const dropped = new Set(drop);
  return new Map([...kept].filter(([term]) => !dropped.has(term)));
}
