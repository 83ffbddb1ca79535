import type { ModelClient } from '../model/runtime/client.js';
import { stopError } from '../util/abort.js';
import { inGroups, mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { type DocumentText, modelInput, type TextOptions } from './document-text.js';
import { SpladeEncoder, type SpladeEncoderOptions } from './splade-encoder.js';

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

/** Texts, or windows of texts, under way for each that computes, so that the next is always ready. */
const ahead = { texts: 4, windows: 2 };

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
    return this.encodeInputs(input.map((document) => modelInput(document, this.#text)));
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
    const windows = inGroups(documents, this.window);
    const underWay = (this.window > 1 ? ahead.windows : ahead.texts) * this.width;
    for await (const window of mapOrdered(windows, underWay, (some) => this.#encodeWindow(some))) {
      for (const document of window) {
        yield document;
        onProgress?.(++done);
        if (signal?.aborted) throw stopError(signal, `stopped after ${done} documents`);
      }
    }
  }

  async #encodeWindow(documents: readonly CorpusDocument[]): Promise<EncodedDocument[]> {
    const vectors = await this.encode(
      documents.map(({ title, text }) => (title === undefined ? text : { title, text })),
    );
    return documents.map(({ id, title, text, contents }, i) => ({
      id,
      contents: contents ?? (title === undefined ? text : `${title}\n${text}`),
      vector: vectors[i]!,
    }));
  }
}

function isList(input: DocumentText | readonly DocumentText[]): input is readonly DocumentText[] {
  return Array.isArray(input);
}
