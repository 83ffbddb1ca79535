import type { SparseVector } from '../vector/sparse-vector.js';
import { splitToken } from '../vector/white-space.js';
import type { QueryEncoder } from './query-encoder.js';

/**
 * Parses a query of tokens separated by white space, each repeated by its weight: Anserini's format of encoded
 * queries.
 */
export function parsePretokenized(text: string): SparseVector {
  const vector = new Map<string, number>();
  for (const token of splitToken(text)) vector.set(token, (vector.get(token) ?? 0) + 1);
  return vector;
}

/** A query encoder for pretokenized queries: see {@link parsePretokenized}. */
export class PretokenizedQueryEncoder implements QueryEncoder {
  async encode(text: string): Promise<SparseVector> {
    return parsePretokenized(text);
  }

  async close(): Promise<void> {}

  /** Does nothing, as no file is open. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
