import type { VectorCollection } from './collection.js';
import { readDocument } from './document.js';

/**
 * Reads a collection until a weight is above the limit, or to its end.
 * @returns the largest weight so far
 * @throws TseriniError as {@link VectorCollection.lines} and {@link readDocument}
 */
export async function largestWeight(
  collection: VectorCollection,
  limit: number,
  signal?: AbortSignal,
): Promise<number> {
  let largest = 0;
  for await (const line of collection.lines(signal)) {
    for (const weight of readDocument(line).weights.values()) {
      if (weight > largest) largest = weight;
    }
    if (largest > limit) break;
  }
  return largest;
}
