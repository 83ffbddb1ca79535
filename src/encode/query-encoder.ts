import type { SparseVector } from '../vector/sparse-vector.js';

/** How a text is encoded. */
export interface EncodeOptions {
  /** Rejects the call with `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Converts the text of a query to a sparse vector: the interface that a searcher needs of an encoder. */
export interface QueryEncoder extends AsyncDisposable {
  /**
   * @param options.signal takes the text out of the encoder's queue
   * @returns whole weights by token, in vocabulary order
   */
  encode(text: string, options?: EncodeOptions): Promise<SparseVector>;
  /** Frees the model. Calling it twice does nothing. */
  close(): Promise<void>;
}
