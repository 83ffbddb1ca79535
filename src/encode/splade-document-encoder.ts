import { throwIfStopped } from '../util/abort.js';
import { inGroups, mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { DocumentEncoder, EncodingSettings } from './document-encoder.js';
import { type DocumentText, modelInput, type TextOptions } from './document-text.js';
import type { InputMeasure } from './input-measure.js';
import { type LoadedEncoder, loadSpladeModel, type SpladeEncoderOptions } from './load-splade-model.js';
import { SpladeEncoder } from './splade-encoder.js';

/** Options of encoding documents. */
export interface SpladeDocumentEncoderOptions extends SpladeEncoderOptions, TextOptions {}

/** A document to encode. */
export interface CorpusDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string | undefined;
  /** The text to store as the document's contents. Default: title, newline, text. */
  readonly contents?: string | undefined;
}

/** A document with its vector. */
export interface EncodedDocument {
  readonly id: string;
  readonly contents: string;
  readonly vector: SparseVector;
}

/** Options of encoding a corpus. */
export interface EncodeCorpusOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of documents done so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Concurrent calls per process, of one text each or of many texts, so that the next text is always ready. */
const callsAhead = { single: 4, many: 2 };

/**
 * Encodes documents with a SPLADE model.
 *
 * ```ts
 * await using encoder = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
 * const vector = await encoder.encode({ title: 'Statins', text: 'Do they prevent cancer?' });
 * ```
 */
export class SpladeDocumentEncoder extends SpladeEncoder implements DocumentEncoder {
  readonly #text: TextOptions;

  private constructor(loaded: LoadedEncoder, options: SpladeDocumentEncoderOptions) {
    super(loaded, options);
    this.#text = options;
  }

  /**
   * @param model `splade-tiny`, a folder, or a name on the Hugging Face Hub
   * @throws TseriniError `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO`, `INTERRUPTED`, or `USAGE` for an option out of range
   */
  static async load(
    model: string,
    options: SpladeDocumentEncoderOptions = {},
  ): Promise<SpladeDocumentEncoder> {
    return new SpladeDocumentEncoder(await loadSpladeModel(model, 'document', options), options);
  }

  /**
   * How long documents are for the model, for splitting them.
   * @internal
   */
  async measure(): Promise<InputMeasure> {
    const { inputTokens, ...measure } = await this.openMeasure();
    return { ...measure, inputTokens: (document) => inputTokens(modelInput(document, this.#text)) };
  }

  override get settings(): EncodingSettings {
    return this.#text.addSep ? { ...super.settings, addSep: 'true' } : super.settings;
  }

  /** @throws TseriniError `CLOSED` after `close()` */
  encode(document: DocumentText): Promise<SparseVector>;
  encode(documents: readonly DocumentText[]): Promise<SparseVector[]>;
  async encode(input: DocumentText | readonly DocumentText[]): Promise<SparseVector | SparseVector[]> {
    if (isList(input)) return this.encodeInputs(input.map((document) => modelInput(document, this.#text)));
    return (await this.encodeInputs([modelInput(input, this.#text)]))[0]!;
  }

  /**
   * Encodes a stream of documents, in order, a few of them at a time.
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
    const groups = inGroups(documents, this.textsPerCall);
    const concurrency = (this.textsPerCall > 1 ? callsAhead.many : callsAhead.single) * this.processes;
    for await (const group of mapOrdered(groups, concurrency, (some) => this.#encodeGroup(some, signal))) {
      for (const document of group) {
        yield document;
        onProgress?.(++done);
        throwIfStopped(signal);
      }
    }
  }

  async #encodeGroup(
    documents: readonly CorpusDocument[],
    signal: AbortSignal | undefined,
  ): Promise<EncodedDocument[]> {
    const inputs = documents.map((document) => modelInput(document, this.#text));
    const vectors = await this.encodeInputs(inputs, signal);
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
