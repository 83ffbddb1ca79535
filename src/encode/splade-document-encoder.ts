import type { SpladeModel } from '../model/splade-model.js';
import type { SparseVector } from '../vector.js';
import { SpladeEncoder, type SpladeEncoderOptions } from './splade-encoder.js';
import { type DocumentText, modelInput, type TextOptions } from './text.js';

export interface SpladeDocumentEncoderOptions extends SpladeEncoderOptions, TextOptions {}

/**
 * Encodes documents with a SPLADE model.
 *
 * ```ts
 * await using encoder = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
 * const vector = await encoder.encode({ title: 'Statins', text: 'Do they prevent cancer?' });
 * ```
 */
export class SpladeDocumentEncoder extends SpladeEncoder {
  readonly #text: TextOptions;

  private constructor(model: SpladeModel, options: SpladeDocumentEncoderOptions) {
    super(model, options);
    this.#text = options;
  }

  /**
   * @param model `splade-tiny`, a folder, or a name on the Hugging Face Hub
   * @throws TseriniError `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO`, or `USAGE` for an option out of range
   */
  static async load(
    model: string,
    options: SpladeDocumentEncoderOptions = {},
  ): Promise<SpladeDocumentEncoder> {
    return new SpladeDocumentEncoder(await SpladeEncoder.loadModel(model, options), options);
  }

  /** @throws TseriniError `CLOSED` after `close()` */
  encode(document: DocumentText): Promise<SparseVector>;
  encode(documents: readonly DocumentText[]): Promise<SparseVector[]>;
  async encode(input: DocumentText | readonly DocumentText[]): Promise<SparseVector | SparseVector[]> {
    if (!isList(input)) return this.encodeInput(modelInput(input, this.#text));
    const vectors: SparseVector[] = [];
    for (const document of input) vectors.push(await this.encodeInput(modelInput(document, this.#text)));
    return vectors;
  }
}

function isList(input: DocumentText | readonly DocumentText[]): input is readonly DocumentText[] {
  return Array.isArray(input);
}
