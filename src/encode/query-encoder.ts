import type { SparseVector } from '../vector/sparse-vector.js';

/** Converts the text of a query to a sparse vector: the interface that a searcher needs of an encoder. */
export interface QueryEncoder extends AsyncDisposable {
  /** @returns whole weights by token, in vocabulary order */
  encode(text: string): Promise<SparseVector>;
  /** Frees the model. Calling it twice does nothing. */
  close(): Promise<void>;
}
