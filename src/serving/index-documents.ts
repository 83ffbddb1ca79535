import { abortable } from '../util/abort.js';
import { AcquiredIndexes } from './acquired-indexes.js';
import { chooseMethod } from './choose-method.js';
import { cutText, type DocumentText, type RecordForm, recordOf, showDocument } from './document-text.js';
import type { IndexParts } from './index-parts.js';
import type { CallOptions, ExplainSettings } from './requests.js';
import type { DocumentResponse, ExplainResponse, Method, VectorResponse } from './results.js';

/** What an index says of single documents: their texts, their terms, and why they score as they do. */
export class IndexDocuments {
  readonly #parts: IndexParts;

  constructor(parts: IndexParts) {
    this.#parts = parts;
  }

  /** The titles and texts of documents, by docid; those that no index has are left out. */
  async texts(docids: readonly string[]): Promise<ReadonlyMap<string, DocumentText>> {
    await using indexes = await AcquiredIndexes.of(this.#parts.handles);
    const stored = await indexes.stored(docids);
    return new Map(
      Array.from(stored, ([docid, document]) => {
        const { title, text } = showDocument(document);
        return [docid, { title, text }];
      }),
    );
  }

  /** What is stored of a document. */
  async document(
    docid: string,
    form: RecordForm = {},
    { signal }: CallOptions = {},
  ): Promise<DocumentResponse> {
    const read = async () => {
      await using indexes = await AcquiredIndexes.of(this.#parts.handles);
      return (await indexes.stored([docid])).get(docid);
    };
    const stored = await abortable(read(), signal);
    if (!stored) throw this.#parts.noDocument(docid);
    const shown = showDocument(stored);
    const { title } = shown;
    const text =
      form.maxLength === undefined ? shown.text : shown.text && cutText(shown.text, form.maxLength);
    return { api: 'v1', index: this.#parts.name, docid, title, text, doc: recordOf(stored, shown, form) };
  }

  /** What each term adds to the score of a document for a query. */
  async explain(
    query: string,
    docid: string,
    settings: ExplainSettings = {},
    call: CallOptions = {},
  ): Promise<ExplainResponse> {
    const method = chooseMethod(this.#parts.name, this.#parts.methods, settings);
    const encoded = method === 'impact' ? await this.#parts.encode(query, settings, call) : undefined;
    const own = new Set(encoded?.terms.filter((term) => term.own).map(({ term }) => term));
    return this.#use(method, call, async (indexes) => {
      const explanation = await indexes.of(method).explain((encoded?.vector ?? query) as never, docid, {
        bm25: settings.bm25,
      });
      if (!explanation) throw this.#parts.noDocument(docid);
      const { luceneDocid, score, rank, matching, unmatched } = explanation;
      const inText = encoded ? await this.#textTokens(docid, indexes) : undefined;
      // All terms of BM25 are the query's own, and those that match are in the text.
      const origin = (term: string, matches: boolean) =>
        encoded ? { own: own.has(term), inText: inText?.has(term) } : { own: true, inText: matches };
      return {
        ...{ api: 'v1', index: this.#parts.name, method, docid, luceneDocid, score, rank },
        query: { text: query, qid: '', truncated: encoded?.truncated },
        matching: matching.map((term) => ({ ...term, ...origin(term.term, true) })),
        unmatched: unmatched.map((term) => ({ ...term, ...origin(term.term, false) })),
      };
    });
  }

  /** A document's terms, by impact descending; in a text index, by frequency. */
  async vector(docid: string, call: CallOptions = {}): Promise<VectorResponse> {
    const method = this.#parts.methods.includes('impact') ? 'impact' : 'bm25';
    return this.#use(method, call, async (indexes) => {
      const vector = await indexes.of(method).getDocumentVector(docid);
      if (!vector) throw this.#parts.noDocument(docid);
      const tokens = method === 'impact' ? await this.#textTokens(docid, indexes) : undefined;
      const terms = Array.from(vector, ([term, weight]) => {
        return { term, weight, inText: method === 'bm25' ? true : tokens?.has(term) };
      });
      return { api: 'v1', index: this.#parts.name, docid, vector: terms.sort((a, b) => b.weight - a.weight) };
    });
  }

  /** Works on the indexes, which stay open until the work ends, also after an abort. */
  #use<T>(
    method: Method,
    { signal }: CallOptions,
    work: (indexes: AcquiredIndexes) => Promise<T>,
  ): Promise<T> {
    const using = async () => {
      await using indexes = await this.#parts.acquire(method, true);
      return await work(indexes);
    };
    return abortable(using(), signal);
  }

  /** The word pieces of a document's text; undefined if the text is not stored. */
  async #textTokens(docid: string, indexes: AcquiredIndexes): Promise<ReadonlySet<string> | undefined> {
    const stored = (await indexes.stored([docid])).get(docid);
    const shown = stored && showDocument(stored);
    if (shown?.text === undefined) return undefined;
    return this.#parts.model!.tokensOf(`${shown.title ?? ''} ${shown.text}`);
  }
}
