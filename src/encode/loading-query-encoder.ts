import type { SparseVector } from '../vector/sparse-vector.js';
import type { QueryEncoder } from './query-encoder.js';

/** An encoder that is still being loaded: queries wait for it, while the caller does something else. */
export class LoadingQueryEncoder implements QueryEncoder {
  /** @throws what loading it threw */
  readonly loaded: Promise<QueryEncoder>;

  constructor(loading: Promise<QueryEncoder>) {
    this.loaded = loading;
    // It may fail before anyone waits for it.
    loading.catch(() => {});
  }

  async encode(text: string): Promise<SparseVector> {
    return (await this.loaded).encode(text);
  }

  /** Waits until it is loaded, then frees it; does nothing where loading failed. */
  async close(): Promise<void> {
    const encoder = await this.loaded.catch(() => undefined);
    await encoder?.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
