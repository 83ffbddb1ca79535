import type { SparseVector } from '../vector.js';
import { quantise } from './quantise.js';

/**
 * Names the weights of a model's output that are not exactly 0. Quantised ones may become 0 and stay, as
 * Pyserini keeps them.
 * @param weights by vocabulary index
 * @param raw keep the float32 weights as they are
 */
export function toSparseVector(
  weights: Float32Array,
  vocabulary: readonly (string | undefined)[],
  raw: boolean,
): SparseVector {
  const vector = new Map<string, number>();
  for (let id = 0; id < weights.length; id++) {
    const weight = weights[id]!;
    if (weight === 0) continue;
    const token = vocabulary[id];
    if (token !== undefined) vector.set(token, raw ? weight : quantise(weight));
  }
  return vector;
}
