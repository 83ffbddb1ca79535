import type { Pooling } from '../model/checkpoint/pooling.js';
import {
  type ModelClient,
  type OpenModelOptions,
  openModel,
  startModelThread,
} from '../model/runtime/client.js';
import { parseDevice } from '../model/runtime/device.js';
import { parseDtype } from '../model/runtime/dtype.js';
import { type ModelSource, type ResolveOptions, resolveModel } from '../model/source.js';
import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';
import { TseriniError } from '../util/errors.js';
import { checkPruning, type PruneOptions, prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { toSparseVector } from './to-sparse-vector.js';

/** The device and the download of the model, and the length of its input. The signal stops loading. */
export interface SpladeEncoderOptions extends OpenModelOptions, ResolveOptions {
  /** Longest input in tokens, special tokens included; longer inputs are truncated at the end. Default: 256. */
  readonly maxLength?: number | undefined;
  /** Return the model's float32 weights instead of quantized ones (weight / 5 × 256, rounded). */
  readonly raw?: boolean | undefined;
  /** Keep only the tokens of each vector with the largest weights. */
  readonly prune?: PruneOptions | undefined;
}

/** Pyserini's default, for documents and queries. */
export const defaultMaxLength = 256;

/**
 * The common part of the encoders of documents and of queries. The model runs on another thread, so that it does not
 * block the event loop. Texts are encoded one at a time, in the order of the calls, so that no vector depends on
 * other texts, unless `textsPerRun` is above 1.
 */
export class SpladeEncoder implements AsyncDisposable {
  readonly #options: SpladeEncoderOptions;
  #model: ModelClient | undefined;

  protected constructor(model: ModelClient, options: SpladeEncoderOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** The model's tokens by their ids: the order of every vector. */
  get vocabulary(): readonly (string | undefined)[] {
    return this.#open().vocabulary;
  }

  /** The model's pooling; undefined for a graph that was exported with its pooling. */
  get pooling(): Pooling | undefined {
    return this.#open().pooling;
  }

  /** The model's files. */
  get source(): ModelSource {
    return this.#open().source;
  }

  /** The number of texts encoded in parallel: the option `processes`. */
  get processes(): number {
    return this.#open().processes;
  }

  /** The number of texts to pass to `encodeInputs`. */
  protected get textsPerCall(): number {
    return this.#open().textsPerCall;
  }

  protected static async loadModel(name: string, options: SpladeEncoderOptions): Promise<ModelClient> {
    const { maxLength = defaultMaxLength, signal, processes = 1 } = options;
    if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
      throw new TseriniError(
        'USAGE',
        `the maximum length must be a whole number from 1 up, not ${maxLength}`,
        {
          value: maxLength,
        },
      );
    }
    checkPruning(options.prune ?? {});
    if (options.device) parseDevice(options.device);
    if (options.dtype) parseDtype(options.dtype);
    // The process loads its code while the model is being located.
    if (processes === 1) startModelThread();
    const source = await resolveModel(name, options);
    const { threads, pooling, dtype, device, textsPerRun } = options;
    const model = await openModel(
      source,
      { threads, pooling, dtype, device, processes, textsPerRun },
      signal,
    );
    try {
      if (maxLength > model.maxPositions) {
        throw new TseriniError(
          'USAGE',
          `a maximum length of ${maxLength} exceeds the ${model.maxPositions} positions of ${name}`,
          { value: maxLength },
        );
      }
      // Refuses a length without room for a token before the first text.
      await model.encode([''], maxLength, signal);
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  /** @throws TseriniError `CLOSED`, or `INTERRUPTED` by the signal */
  protected async encodeInputs(
    inputs: readonly TokenizerInput[],
    signal?: AbortSignal,
  ): Promise<SparseVector[]> {
    const model = this.#open();
    const { maxLength = defaultMaxLength, raw = false, prune: pruning } = this.#options;
    const calls = Array.from({ length: Math.ceil(inputs.length / model.textsPerCall) }, (_, i) =>
      model.encode(inputs.slice(i * model.textsPerCall, (i + 1) * model.textsPerCall), maxLength, signal),
    );
    return (await Promise.all(calls)).flat().map((output) => {
      const vector = toSparseVector(output, model.vocabulary, raw);
      return pruning ? prune(vector, pruning) : vector;
    });
  }

  #open(): ModelClient {
    if (this.#model) return this.#model;
    throw new TseriniError('CLOSED', 'this encoder has been closed; load a new one');
  }

  /** Frees the model. Calling it twice does nothing. */
  async close(): Promise<void> {
    const model = this.#model;
    this.#model = undefined;
    await model?.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
