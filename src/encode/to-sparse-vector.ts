import type { SparseWeights } from '../model/runtime/protocol.js';
import { type Quantization, quantize } from '../vector/quantize.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** What to make of a model's weights. */
export interface VectorOptions {
  /** How weights become whole numbers; null keeps the float32 weights as they are. */
  readonly quantization: Quantization | null;
  /** Divide the weights by the length of the vector, before any is left out. */
  readonly normalizes: boolean;
  /** Keep this many of the largest weights; of equal ones those that come first. */
  readonly maxActiveDims?: number | undefined;
  /** Tokens to leave out. */
  readonly without: ReadonlySet<string>;
}

/** Maps a model's weights to their tokens. Weights that are quantized to 0 stay, as in Pyserini. */
export function toSparseVector(
  { ids, weights }: SparseWeights,
  vocabulary: readonly (string | undefined)[],
  { quantization, normalizes, maxActiveDims = ids.length, without }: VectorOptions,
): SparseVector {
  const length = normalizes ? lengthOf(weights) : 1;
  const isKept = maxActiveDims < ids.length ? largest(weights, maxActiveDims) : undefined;
  const vector = new Map<string, number>();
  for (const [i, id] of ids.entries()) {
    const token = vocabulary[id];
    if (token === undefined || without.has(token) || isKept?.has(i) === false) continue;
    const weight = normalizes ? Math.fround(weights[i]! / length) : weights[i]!;
    vector.set(token, quantization ? quantize(weight, quantization) : weight);
  }
  return vector;
}

/** As torch's `normalize` has it, which divides a vector of zeros by 1e-12. */
function lengthOf(weights: SparseWeights['weights']): number {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return Math.max(Math.sqrt(squares), 1e-12);
}

/** The positions of the largest weights. */
function largest(weights: SparseWeights['weights'], count: number): Set<number> {
  const order = [...weights.keys()].sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b);
  return new Set(order.slice(0, count));
}
