import type { SparseVector } from '../vector/sparse-vector.js';

/** Turns the text of a query into a sparse vector: what a searcher needs of any encoder. */
export interface QueryEncoder extends AsyncDisposable {
  /** @returns whole weights by token, in vocabulary order */
  encode(text: string): Promise<SparseVector>;
  /** Frees the model. Calling it twice does nothing. */
  close(): Promise<void>;
}
