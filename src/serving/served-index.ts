import { modelsOf } from '../search/index-description.js';
import { otherModel, otherWeights } from '../search/other-model.js';
import type { TseriniError } from '../util/errors.js';
import type { DocumentText, RecordForm } from './document-text.js';
import { IndexDocuments } from './index-documents.js';
import { IndexParts, type IndexPartsOptions } from './index-parts.js';
import { IndexSearch } from './index-search.js';
import type { IndexWriter } from './index-writer.js';
import type { QueryModel } from './query-model.js';
import type {
  BatchHead,
  BatchPart,
  BatchSettings,
  CallOptions,
  ExplainSettings,
  SearchHead,
  SearchPart,
  SearchSettings,
} from './requests.js';
import type {
  BatchQuery,
  BatchResponse,
  Candidate,
  DocumentResponse,
  ExplainResponse,
  IndexInfo,
  SearchResponse,
  VectorResponse,
} from './results.js';

/** @param models those of the documents, if the index says so */
function noModel(models: readonly { readonly name: string }[]): string {
  const names = models.map(({ name }) => name).join(', ');
  const by = names === '' ? '' : `; its documents were encoded by ${names}`;
  return `no encoder is set for this impact index, so that the words of a query are taken as its tokens${by}`;
}

/**
 * An index under a name: an impact index with the model of its queries, a text index for BM25, or both over the same
 * documents. Knows nothing of HTTP: arguments and results are plain values.
 *
 * A request reads an index in one state from its first look to its last, whatever is committed meanwhile.
 *
 * Every method throws a TseriniError: `NOT_FOUND` (a document), `USAGE` (what this index cannot do), `INDEX` (the
 * index is no longer at its path), `INTERRUPTED` (the signal).
 */
export class ServedIndex {
  readonly #parts: IndexParts;
  readonly #search: IndexSearch;
  readonly #documents: IndexDocuments;

  constructor(name: string, options: IndexPartsOptions) {
    this.#parts = new IndexParts(name, options);
    this.#search = new IndexSearch(this.#parts);
    this.#documents = new IndexDocuments(this.#parts);
  }

  get name(): string {
    return this.#parts.name;
  }

  /** Undefined for a text index without an impact index. */
  get model(): QueryModel | undefined {
    return this.#parts.model;
  }

  /** What writes to it; undefined where it is only read. */
  get writer(): IndexWriter | undefined {
    return this.#parts.writer;
  }

  info(): IndexInfo {
    const { handles, methods, model } = this.#parts;
    return {
      name: this.name,
      documents: handles[0]!.indexes[0]!.documents,
      impact: methods.includes('impact'),
      bm25: methods.includes('bm25'),
      hybrid: methods.includes('hybrid'),
      encoder: model?.name,
      writable: this.#parts.writer !== undefined,
      hasText: handles.some(({ indexes }) => indexes[0]!.hasText),
      // The schema's arrays are not readonly.
      impactIndex: this.#parts.description('impact') as IndexInfo['impactIndex'],
      textIndex: this.#parts.description('bm25') as IndexInfo['textIndex'],
      warnings: this.#warnings(),
    };
  }

  #warnings(): string[] {
    const { handles, model } = this.#parts;
    const impact = this.#parts.description('impact');
    const models = impact ? modelsOf(impact) : [];
    const ofModel =
      impact && (model?.name === undefined ? noModel(models) : otherModel(models, model.sha256));
    const ofWeights = impact && model && otherWeights(impact.collections, model.quantization);
    const ours = [ofModel, ofWeights].filter((warning) => typeof warning === 'string');
    return [...handles.flatMap(({ indexes }) => indexes[0]!.warnings), ...ours];
  }

  /** Why it cannot be searched now; undefined if it can. */
  async problem(): Promise<TseriniError | undefined> {
    const problems = await Promise.all(this.#parts.handles.map((handle) => handle.problem()));
    return problems.find((problem) => problem !== undefined);
  }

  /** Searches with one query. */
  async search(
    query: string,
    settings: SearchSettings = {},
    call: CallOptions = {},
  ): Promise<SearchResponse> {
    const candidates: Candidate[] = [];
    let head: SearchHead;
    for await (const part of this.searchParts(query, settings, call)) {
      if ('head' in part) head = part.head;
      else candidates.push(...part.candidates);
    }
    return { ...head!, candidates };
  }

  /** As {@link search}, in parts: an answer of any size takes little memory. */
  searchParts(
    query: string,
    settings: SearchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<SearchPart> {
    return this.#search.one(query, settings, call);
  }

  /** Searches with many queries, several at a time; the results are in the order of the queries. */
  async searchMany(
    queries: readonly BatchQuery[],
    settings: BatchSettings = {},
    call: CallOptions = {},
  ): Promise<BatchResponse> {
    const results: BatchResponse['results'] = [];
    let head: BatchHead;
    for await (const part of this.searchManyParts(queries, settings, call)) {
      if ('head' in part) head = part.head;
      else if ('query' in part) results.push({ query: part.query, candidates: [] });
      else results.at(-1)!.candidates.push(...part.candidates);
    }
    return { ...head!, results };
  }

  /** As {@link searchMany}, in parts: the query, then its candidates, for each query. */
  searchManyParts(
    queries: readonly BatchQuery[],
    settings: BatchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<BatchPart> {
    return this.#search.many(queries, settings, call);
  }

  /** The titles and texts of documents, by docid; those that no index has are left out. */
  texts(docids: readonly string[]): Promise<ReadonlyMap<string, DocumentText>> {
    return this.#documents.texts(docids);
  }

  /** What is stored of a document. */
  document(docid: string, form: RecordForm = {}, call: CallOptions = {}): Promise<DocumentResponse> {
    return this.#documents.document(docid, form, call);
  }

  /** What each term adds to the score of a document for a query. */
  explain(
    query: string,
    docid: string,
    settings: ExplainSettings = {},
    call: CallOptions = {},
  ): Promise<ExplainResponse> {
    return this.#documents.explain(query, docid, settings, call);
  }

  /** A document's terms, by impact descending; in a text index, by frequency. */
  vector(docid: string, call: CallOptions = {}): Promise<VectorResponse> {
    return this.#documents.vector(docid, call);
  }

  /** Closes it once the work under way has ended; what was written is committed. */
  async close(): Promise<void> {
    const { handles, writer } = this.#parts;
    try {
      await Promise.all(handles.map((handle) => handle.close()));
    } finally {
      await writer?.close();
    }
  }
}
