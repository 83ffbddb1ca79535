import type { Quantization } from '../vector/quantize.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { EncodeOptions, QueryEncoder } from './query-encoder.js';
import type { TextCounts } from './text-counts.js';

/** An encoder that is being loaded. Queries wait for it; the caller does not. */
export class LoadingQueryEncoder implements QueryEncoder {
  #encoder: QueryEncoder | undefined;
  /** @throws the error of loading */
  readonly loaded: Promise<QueryEncoder>;

  constructor(loading: Promise<QueryEncoder>) {
    this.loaded = loading;
    // Loading may fail before the first query awaits it.
    loading.then(
      (encoder) => {
        this.#encoder = encoder;
      },
      () => {},
    );
  }

  async encode(text: string, options?: EncodeOptions): Promise<SparseVector> {
    return (await this.loaded).encode(text, options);
  }

  async modelSha256(): Promise<string | undefined> {
    return (await this.loaded).modelSha256?.();
  }

  get quantization(): Quantization | null | undefined {
    return this.#encoder?.quantization;
  }

  get counts(): TextCounts | undefined {
    return this.#encoder?.counts;
  }

  /** Waits until the encoder is loaded, then closes it. Does nothing if loading failed. */
  async close(): Promise<void> {
    const encoder = await this.loaded.catch(() => undefined);
    await encoder?.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
