import { cachedModelSha256 } from '../model/checkpoint/cached-fingerprint.js';
import { loadModelTokenizer } from '../model/model-tokenizer.js';
import { type ResolveOptions, resolveModel } from '../model/source.js';
import type { Tokenizer } from '../model/tokenizer/tokenizer.js';
import { TseriniError } from '../util/errors.js';
import { checkPruning, type PruneOptions, prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { type MaskOptions, tokenMask } from '../vector/token-mask.js';
import type { QueryEncoder } from './query-encoder.js';

/**
 * Weights each token of a query by the number of its occurrences, for models that learn weights of documents only.
 * Loads only the model's tokenizer.
 */
export class TokFreqQueryEncoder implements QueryEncoder {
  readonly #folder: string;
  readonly #pruning: PruneOptions | undefined;
  readonly #isMasked: (token: string) => boolean;
  #tokenizer: Tokenizer | undefined;

  private constructor(
    folder: string,
    tokenizer: Tokenizer,
    options: MaskOptions & { prune?: PruneOptions | undefined },
  ) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#pruning = options.prune;
    this.#isMasked = tokenMask(options) ?? (() => false);
  }

  /**
   * @param model `splade-tiny`, a folder, or a name on the Hugging Face Hub
   * @param options.prune how many tokens of each vector are kept; the mask is applied before it
   * @throws TseriniError `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO` or `USAGE`
   */
  static async load(
    model: string,
    options: ResolveOptions & MaskOptions & { prune?: PruneOptions | undefined } = {},
  ): Promise<TokFreqQueryEncoder> {
    checkPruning(options.prune ?? {});
    const { folder } = await resolveModel(model, options);
    const tokenizer = await loadModelTokenizer(model, 'query', options);
    return new TokFreqQueryEncoder(folder, tokenizer, options);
  }

  /** @returns counts by token, in the order in which the tokens first occur */
  async encode(text: string): Promise<SparseVector> {
    if (!this.#tokenizer) throw new TseriniError('CLOSED', 'this encoder has been closed; load a new one');
    const counts = new Map<string, number>();
    for (const token of this.#tokenizer.tokenize(text)) {
      if (!this.#isMasked(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    return this.#pruning ? prune(counts, this.#pruning) : counts;
  }

  get tokenize(): QueryEncoder['tokenize'] {
    return this.#tokenizer?.tokenize;
  }

  /** The SHA-256 of the model's files. */
  modelSha256(): Promise<string> {
    return cachedModelSha256(this.#folder);
  }

  async close(): Promise<void> {
    this.#tokenizer = undefined;
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
