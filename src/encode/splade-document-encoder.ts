import { TseriniError } from '../errors.js';
import type { ModelClient } from '../model/model-client.js';
import type { SparseVector } from '../vector.js';
import { inOrder } from './ordered-window.js';
import { SpladeEncoder, type SpladeEncoderOptions } from './splade-encoder.js';
import { type DocumentText, modelInput, type TextOptions } from './text.js';

/** How documents are read and encoded. */
export interface SpladeDocumentEncoderOptions extends SpladeEncoderOptions, TextOptions {}

/** A document to encode. */
export interface CorpusDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  /** What to keep as the document's contents. Default: title, newline, text. */
  readonly contents?: string;
}

/** A document with its vector. */
export interface EncodedDocument {
  readonly id: string;
  readonly contents: string;
  readonly vector: SparseVector;
}

/** How a corpus is encoded. */
export interface EncodeCorpusOptions {
  readonly signal?: AbortSignal;
  /** Told how many are done so far. */
  readonly onProgress?: (done: number) => void;
}

/** Documents under way for each that computes, so that the next text is always ready. */
const ahead = 4;

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

  private constructor(model: ModelClient, options: SpladeDocumentEncoderOptions) {
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
    return Promise.all(input.map((document) => this.encodeInput(modelInput(document, this.#text))));
  }

  /**
   * Encodes a stream of documents, in its order, holding a few of them at a time.
   *
   * ```ts
   * for await (const { id, vector } of encoder.encodeCorpus(documents)) console.log(id, topTerms(vector));
   * ```
   * @throws TseriniError `INTERRUPTED` by the signal, `CLOSED` after `close()`
   */
  async *encodeCorpus(
    documents: AsyncIterable<CorpusDocument> | Iterable<CorpusDocument>,
    options: EncodeCorpusOptions = {},
  ): AsyncGenerator<EncodedDocument> {
    const { signal, onProgress } = options;
    let done = 0;
    const encoded = inOrder(documents, ahead * this.width, async (document) => {
      const { id, title, text, contents } = document;
      const vector = await this.encode(title === undefined ? text : { title, text });
      return { id, contents: contents ?? (title === undefined ? text : `${title}\n${text}`), vector };
    });
    for await (const document of encoded) {
      yield document;
      onProgress?.(++done);
      if (signal?.aborted) {
        throw new TseriniError('INTERRUPTED', `stopped after ${done} documents`, { cause: signal.reason });
      }
    }
  }
}

function isList(input: DocumentText | readonly DocumentText[]): input is readonly DocumentText[] {
  return Array.isArray(input);
}
