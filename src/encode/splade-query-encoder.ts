import { planTokenizer } from '../model/modules/plan.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { modelInput, type TextOptions } from './document-text.js';
import { type LoadedEncoder, loadSpladeModel, type SpladeEncoderOptions } from './load-splade-model.js';
import type { EncodeOptions, QueryEncoder } from './query-encoder.js';
import { SpladeEncoder } from './splade-encoder.js';

/**
 * Encodes queries with a learned sparse model. Of a model with modules of its own for queries it loads those only:
 * weights that are looked up need no transformer.
 *
 * ```ts
 * await using encoder = await SpladeQueryEncoder.load('splade-tiny');
 * const vector = await encoder.encode('How to Help Prevent Abdominal Aortic Aneurysms');
 * ```
 */
export class SpladeQueryEncoder extends SpladeEncoder implements QueryEncoder {
  readonly #text: TextOptions;

  private constructor(loaded: LoadedEncoder, options: SpladeEncoderOptions) {
    super(loaded, options);
    this.#text = { prefix: options.prefix };
  }

  /**
   * @param model `splade-tiny`, a folder, or a name on the Hugging Face Hub
   * @throws TseriniError `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO`, or `USAGE` for an option out of range
   */
  static async load(model: string, options: SpladeEncoderOptions = {}): Promise<SpladeQueryEncoder> {
    return new SpladeQueryEncoder(await loadSpladeModel(model, 'query', options), options);
  }

  get tokenize(): QueryEncoder['tokenize'] {
    return this.client.tokenize;
  }

  /** @throws TseriniError `CLOSED` after `close()` */
  async loadTokenizer(): Promise<(text: string) => readonly string[]> {
    return (await planTokenizer(this.plan)).tokenize;
  }

  /** @throws TseriniError `CLOSED` after `close()`, `INTERRUPTED` by the signal */
  encode(text: string, options?: EncodeOptions): Promise<SparseVector>;
  encode(texts: readonly string[], options?: EncodeOptions): Promise<SparseVector[]>;
  async encode(
    input: string | readonly string[],
    { signal, onTruncated }: EncodeOptions = {},
  ): Promise<SparseVector | SparseVector[]> {
    const single = typeof input === 'string';
    const texts = single ? [input] : input;
    const vectors = await this.encodeInputs(
      texts.map((text) => modelInput(text, this.#text)),
      signal,
      onTruncated,
    );
    return single ? vectors[0]! : vectors;
  }
}
