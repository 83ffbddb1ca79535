import type { SparseOutput } from '../model/runtime/protocol.js';
import { quantize } from '../vector/quantize.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/**
 * Maps a model's weights to their tokens. Weights that are quantized to 0 stay, as in Pyserini.
 * @param raw keep the float32 weights as they are
 */
export function toSparseVector(
  { ids, weights }: SparseOutput,
  vocabulary: readonly (string | undefined)[],
  raw: boolean,
): SparseVector {
  const vector = new Map<string, number>();
  for (const [i, id] of ids.entries()) {
    const token = vocabulary[id];
    if (token !== undefined) vector.set(token, raw ? weights[i]! : quantize(weights[i]!));
  }
  return vector;
}
