import { isDeepStrictEqual } from 'node:util';
import { strip } from '../corpus/strip.js';
import { cachedModelSha256 } from '../model/checkpoint/cached-fingerprint.js';
import type { Pooling } from '../model/checkpoint/pooling.js';
import type { ModelSource } from '../model/model-source.js';
import { type ModelPlan, planTokenizer } from '../model/modules/plan.js';
import type { ModelClient } from '../model/runtime/client.js';
import type { SparseOutput } from '../model/runtime/protocol.js';
import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';
import { TseriniError } from '../util/errors.js';
import { prune } from '../vector/prune.js';
import { type Quantization, quantizationOf } from '../vector/quantize.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { tokenMask } from '../vector/token-mask.js';
import type { EncodingSettings } from './document-encoder.js';
import { encodingSettings } from './encoding-settings.js';
import type { InputMeasure } from './input-measure.js';
import type { LoadedEncoder, ModelSharer, SpladeEncoderOptions } from './load-splade-model.js';
import type { TextCounts } from './text-counts.js';
import { toSparseVector } from './to-sparse-vector.js';

/**
 * The common part of the encoders of documents and of queries. The model runs on another thread, so that it does not
 * block the event loop. Texts are encoded one at a time, in the order of the calls, so that no vector depends on
 * other texts, unless `textsPerRun` is above 1.
 */
export class SpladeEncoder implements AsyncDisposable, ModelSharer {
  readonly #options: SpladeEncoderOptions;
  readonly #without: ReadonlySet<string>;
  /** How weights become whole numbers; null for raw weights. */
  readonly quantization: Quantization | null;
  #loaded: LoadedEncoder | undefined;
  #texts = 0;
  #truncated = 0;
  #hasWarned = false;
  /** Encoders that use the model. */
  #users = 1;

  protected constructor(loaded: LoadedEncoder, options: SpladeEncoderOptions) {
    this.#loaded = loaded;
    this.#options = options;
    this.quantization = quantizationOf(options);
    const { maskSpecialTokens: masked = false } = options;
    const special = typeof masked === 'boolean' ? (masked ? loaded.plan.specialTokens : []) : masked;
    const { vocabulary } = loaded.client;
    const isMasked = tokenMask(options) ?? (() => false);
    this.#without = new Set([
      ...special,
      ...vocabulary.filter((token) => token !== undefined && isMasked(token)),
    ]) as ReadonlySet<string>;
    this.#warnOfUnknownTokens(loaded);
  }

  #warnOfUnknownTokens({ name, client }: LoadedEncoder): void {
    const { maskTokens, onWarning } = this.#options;
    if (!maskTokens) return;
    const known = new Set(client.vocabulary);
    const unknown = maskTokens.filter((token) => !known.has(token));
    if (unknown.length === 0) return;
    const some = unknown.slice(0, 3).map((token) => JSON.stringify(token));
    onWarning?.(
      `${unknown.length} tokens of the mask are not in the vocabulary of ${name}, such as ${some.join(', ')}`,
    );
  }

  /** The model's tokens by their ids: the order of every vector. */
  get vocabulary(): readonly (string | undefined)[] {
    return this.#open().client.vocabulary;
  }

  /** The model's pooling; undefined for weights that are looked up, and for a graph that was exported with its pooling. */
  get pooling(): Pooling | undefined {
    return this.#open().client.pooling;
  }

  /** The model's name, as it was given. */
  get name(): string {
    return this.#open().name;
  }

  /** The model's files. */
  get source(): ModelSource {
    return this.#open().source;
  }

  /** The SHA-256 of the model's files. */
  modelSha256(): Promise<string> {
    const { folder, onnxFile } = this.source;
    return cachedModelSha256(folder, onnxFile);
  }

  /** The number of texts encoded in parallel: the option `processes`. */
  get processes(): number {
    return this.#open().client.processes;
  }

  /** What the model's configuration puts before each text, unless a prefix was given. */
  get prompt(): string {
    return this.#options.prefix === undefined ? this.#open().plan.prompt : '';
  }

  /** How many of its largest weights a vector keeps by the model's configuration. */
  get maxActiveDims(): number | undefined {
    return this.#open().plan.maxActiveDims;
  }

  /** The texts of this encoder so far. */
  get counts(): TextCounts {
    return { texts: this.#texts, truncated: this.#truncated, maxLength: this.#open().maxLength };
  }

  protected get plan(): ModelPlan {
    return this.#open().plan;
  }

  clientFor(plan: ModelPlan): Promise<ModelClient> | undefined {
    const { plan: own, client } = this.#open();
    if (!isDeepStrictEqual(plan.encoder, own.encoder)) return undefined;
    this.#users++;
    return Promise.resolve({ ...client, close: () => this.#leave(client) });
  }

  async #leave(client: ModelClient): Promise<void> {
    this.#users--;
    if (this.#users === 0) await client.close();
  }

  /** What decides the vectors besides the model: see {@link DocumentEncoder.settings}. */
  get settings(): EncodingSettings {
    const { maxLength, plan } = this.#open();
    return encodingSettings(this.#options, plan, maxLength);
  }

  protected get client(): ModelClient {
    return this.#open().client;
  }

  /** The number of texts to pass to `encodeInputs`. */
  protected get textsPerCall(): number {
    return this.#open().client.textsPerCall;
  }

  /** @throws TseriniError `CLOSED`, or `INTERRUPTED` by the signal */
  protected async encodeInputs(
    inputs: readonly TokenizerInput[],
    signal?: AbortSignal,
    onTruncated?: () => void,
  ): Promise<SparseVector[]> {
    const loaded = this.#open();
    const { client, maxLength, plan } = loaded;
    const texts = inputs.map((input) => prepared(input, this.prompt, plan));
    const calls = Array.from({ length: Math.ceil(texts.length / client.textsPerCall) }, (_, i) =>
      client.encode(texts.slice(i * client.textsPerCall, (i + 1) * client.textsPerCall), maxLength, signal),
    );
    const outputs = (await Promise.all(calls)).flat();
    if (outputs.some(({ truncated }) => truncated)) onTruncated?.();
    return outputs.map((output) => this.#vectorOf(output, loaded));
  }

  /** How long inputs are, by a tokenizer on this thread. */
  protected async openMeasure(): Promise<
    Pick<InputMeasure, 'maxLength' | 'textTokens'> & { inputTokens(input: TokenizerInput): number }
  > {
    const { plan, maxLength } = this.#open();
    const tokenizer = await planTokenizer(plan);
    const { prompt } = this;
    return {
      maxLength,
      inputTokens: (input) => tokenizer.encode(prepared(input, prompt, plan), Number.MAX_SAFE_INTEGER).length,
      textTokens: (text) => tokenizer.ids(text).length,
    };
  }

  #vectorOf(output: SparseOutput, { name, plan, client }: LoadedEncoder): SparseVector {
    const { prune: pruning, onWarning } = this.#options;
    this.#texts++;
    if (output.truncated) this.#truncated++;
    const tokens = client.vocabulary.length;
    if (!this.#hasWarned && output.ids.length > tokens / 2) {
      this.#hasWarned = true;
      onWarning?.(
        `${name} gives ${output.ids.length} of its ${tokens} tokens a weight for one text: is it a sparse model?`,
      );
    }
    const { maxActiveDims, normalizes } = plan;
    const vector = toSparseVector(output, client.vocabulary, {
      ...{ quantization: this.quantization, normalizes, maxActiveDims, without: this.#without },
    });
    return pruning ? prune(vector, pruning) : vector;
  }

  #open(): LoadedEncoder {
    if (this.#loaded) return this.#loaded;
    throw new TseriniError('CLOSED', 'this encoder has been closed; load a new one');
  }

  /** Frees the model. Calling it twice does nothing. */
  async close(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded) await this.#leave(loaded.client);
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** sentence-transformers puts a prompt before a text as it is. */
function prepared(input: TokenizerInput, prompt: string, { encoder }: ModelPlan): TokenizerInput {
  const strips = encoder.kind === 'transformer' && encoder.strips;
  const prepare = (text: string) => (strips ? strip(text) : text);
  if (typeof input === 'string') return prepare(prompt + input);
  // Pyserini's encoder of uniCOIL knows no pairs.
  if (encoder.kind === 'unicoil') return prompt + input.join(' ');
  return [prepare(prompt + input[0]), prepare(input[1])];
}
