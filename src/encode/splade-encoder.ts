import { TseriniError } from '../errors.js';
import { resolveModel } from '../model/source.js';
import { loadSpladeModel, type SpladeModel, type SpladeModelOptions } from '../model/splade-model.js';
import type { TokenizerInput } from '../model/tokenizer.js';
import type { SparseVector } from '../vector.js';
import { toSparseVector } from './sparse.js';

export interface SpladeEncoderOptions extends SpladeModelOptions {
  /** Longest input in tokens, special tokens included; what is longer loses its end. Default: 256. */
  readonly maxLength?: number;
  /** Give the model's float32 weights in place of quantised ones (weight / 5 × 256, rounded). */
  readonly raw?: boolean;
  readonly signal?: AbortSignal;
}

/** Pyserini's own default, for documents and queries. */
const defaultMaxLength = 256;

/** What the encoders of documents and of queries share: one model, one text at a time. */
export class SpladeEncoder implements AsyncDisposable {
  readonly #maxLength: number;
  readonly #raw: boolean;
  #model: SpladeModel | undefined;

  protected constructor(model: SpladeModel, options: SpladeEncoderOptions) {
    this.#model = model;
    this.#maxLength = options.maxLength ?? defaultMaxLength;
    this.#raw = options.raw ?? false;
  }

  /** The tokens of the model by their ids, and so the order of every vector. */
  get vocabulary(): readonly (string | undefined)[] {
    return this.#open().tokenizer.vocabulary;
  }

  protected static async loadModel(name: string, options: SpladeEncoderOptions): Promise<SpladeModel> {
    const { maxLength = defaultMaxLength, signal } = options;
    if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
      throw new TseriniError('USAGE', `maximum length must be a whole number from 1 up, not ${maxLength}`, {
        value: maxLength,
      });
    }
    const source = await resolveModel(name, signal ? { signal } : {});
    const model = await loadSpladeModel(source.folder, options);
    try {
      if (maxLength > model.maxPositions) {
        throw new TseriniError(
          'USAGE',
          `a maximum length of ${maxLength} is beyond the ${model.maxPositions} positions of ${name}`,
          { value: maxLength },
        );
      }
      model.tokenizer.encode('', maxLength); // Refuses a length without room for a token now, not at the first text.
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  protected async encodeInput(input: TokenizerInput): Promise<SparseVector> {
    const model = this.#open();
    const weights = await model.run(model.tokenizer.encode(input, this.#maxLength));
    return toSparseVector(weights, model.tokenizer.vocabulary, this.#raw);
  }

  #open(): SpladeModel {
    if (this.#model) return this.#model;
    throw new TseriniError('CLOSED', 'this encoder has been closed; load a new one');
  }

  /** Frees the model. Calling it twice does nothing. */
  async close(): Promise<void> {
    const model = this.#model;
    this.#model = undefined;
    await model?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
