import type { Pooling } from '../model/checkpoint/pooling.js';
import {
  type ModelClient,
  type OpenModelOptions,
  openModel,
  startModelThread,
} from '../model/runtime/client.js';
import { parseDevice } from '../model/runtime/device.js';
import { parseDtype } from '../model/runtime/dtype.js';
import { type ResolveOptions, resolveModel } from '../model/source.js';
import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';
import { TseriniError } from '../util/errors.js';
import { checkPruning, type PruneOptions, prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { toSparseVector } from './to-sparse-vector.js';

/** Where the model runs, how it is fetched, and how long a text may be. */
export interface SpladeEncoderOptions extends OpenModelOptions, ResolveOptions {
  /** Longest input in tokens, special tokens included; what is longer loses its end. Default: 256. */
  readonly maxLength?: number;
  /** Give the model's float32 weights in place of quantized ones (weight / 5 × 256, rounded). */
  readonly raw?: boolean;
  /** Keep the heaviest tokens of each vector only. */
  readonly prune?: PruneOptions;
}

/** Pyserini's own default, for documents and queries. */
export const defaultMaxLength = 256;

/**
 * What the encoders of documents and of queries share. The model works on a thread of its own, so that the
 * event loop of a host program stays free; texts are encoded one at a time in the order of the calls, so
 * that no vector depends on its neighbours, unless `textsPerRun` says otherwise.
 */
export class SpladeEncoder implements AsyncDisposable {
  readonly #options: SpladeEncoderOptions;
  #model: ModelClient | undefined;

  protected constructor(model: ModelClient, options: SpladeEncoderOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** The tokens of the model by their ids, and so the order of every vector. */
  get vocabulary(): readonly (string | undefined)[] {
    return this.#open().vocabulary;
  }

  /** How the model pools; unknown of a graph that was exported with its pooling. */
  get pooling(): Pooling | undefined {
    return this.#open().pooling;
  }

  /** Texts that compute side by side: the `processes` of the options. */
  get width(): number {
    return this.#open().width;
  }

  /** Texts that are best given to `encodeInputs` at a time. */
  protected get window(): number {
    return this.#open().window;
  }

  protected static async loadModel(name: string, options: SpladeEncoderOptions): Promise<ModelClient> {
    const { maxLength = defaultMaxLength, threads, pooling, dtype, device, processes, textsPerRun } = options;
    if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
      throw new TseriniError('USAGE', `maximum length must be a whole number from 1 up, not ${maxLength}`, {
        value: maxLength,
      });
    }
    checkPruning(options.prune ?? {});
    if (device) parseDevice(device);
    if (dtype) parseDtype(dtype);
    if (processes === undefined || processes === 1) startModelThread();
    const source = await resolveModel(name, options);
    const model = await openModel(source, {
      ...(threads ? { threads } : {}),
      ...(pooling ? { pooling } : {}),
      ...(dtype ? { dtype } : {}),
      ...(device ? { device } : {}),
      ...(processes ? { processes } : {}),
      ...(textsPerRun === undefined ? {} : { textsPerRun }),
    });
    try {
      if (maxLength > model.maxPositions) {
        throw new TseriniError(
          'USAGE',
          `a maximum length of ${maxLength} is beyond the ${model.maxPositions} positions of ${name}`,
          { value: maxLength },
        );
      }
      await model.encode([''], maxLength); // Refuses a length without room for a token now, not at the first text.
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  protected async encodeInput(input: TokenizerInput): Promise<SparseVector> {
    return (await this.encodeInputs([input]))[0]!;
  }

  protected async encodeInputs(inputs: readonly TokenizerInput[]): Promise<SparseVector[]> {
    const model = this.#open();
    const { maxLength = defaultMaxLength, raw = false, prune: pruning } = this.#options;
    const windows = await Promise.all(
      parts(inputs, model.window).map((window) => model.encode(window, maxLength)),
    );
    return windows.flat().map((output) => {
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

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
