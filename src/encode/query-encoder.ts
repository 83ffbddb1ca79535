import type { Quantization } from '../vector/quantize.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { TextCounts } from './text-counts.js';

/** How a text is encoded. */
export interface EncodeOptions {
  /** Rejects the call with `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called if the text was longer than the encoder's limit, and was cut there. */
  readonly onTruncated?: (() => void) | undefined;
}

/** Converts the text of a query to a sparse vector: the interface that a searcher needs of an encoder. */
export interface QueryEncoder extends AsyncDisposable {
  /**
   * @param options.signal takes the text out of the encoder's queue
   * @returns weights by token, in vocabulary order
   */
  encode(text: string, options?: EncodeOptions): Promise<SparseVector>;
  /** The SHA-256 of its model's files, to be compared with that of the documents; absent without a model. */
  modelSha256?(): Promise<string | undefined>;
  /** How its weights became whole numbers, to be compared with those of the documents; null for raw ones, absent where unknown. */
  readonly quantization?: Quantization | null | undefined;
  /** Splits a text into tokens, without special tokens; undefined where the tokenizer is on another thread. */
  readonly tokenize?: ((text: string) => readonly string[]) | undefined;
  /** Loads `tokenize` into this thread, where the tokenizer is on another one. */
  loadTokenizer?(): Promise<(text: string) => readonly string[]>;
  /** The texts so far, of an encoder that cuts long ones. */
  readonly counts?: TextCounts | undefined;
  /** Frees the model. Calling it twice does nothing. */
  close(): Promise<void>;
}
