import { availableParallelism } from 'node:os';
import type { Hit } from '../run/run.js';
import type { StoredDocument } from '../search/impact-searcher.js';
import { abortable } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { candidatesOf, type DocumentsShown } from './candidates.js';
import { SnippetWords, showDocument } from './document-text.js';
import type { IndexParts } from './index-parts.js';
import { isPruned, pruneQuery, type QueryPruning } from './query-pruning.js';
import type { QueryVectors } from './query-vectors.js';
import type {
  BatchQuery,
  BatchResponse,
  DocumentResponse,
  ExplainResponse,
  IndexInfo,
  Method,
  QueryTerm,
  SearchResponse,
  VectorResponse,
} from './results.js';

interface SearchSettings extends QueryPruning {
  readonly hits?: number;
  readonly qid?: string;
  /** Default: impact where the index has weights. */
  readonly method?: Method | undefined;
  /** Default: `snippet`. */
  readonly documents?: DocumentsShown;
}

export interface CallOptions {
  /** Ends the wait; a search stops in Lucene too. */
  readonly signal?: AbortSignal;
}

/** Told how long encoding and searching took, in milliseconds. */
export interface ServedIndexEvents {
  readonly onEncode?: (model: string, milliseconds: number) => void;
  readonly onSearch?: (index: string, method: Method, milliseconds: number) => void;
}

/** A query as it is searched: its weights, and which of them are its own words. */
interface PreparedQuery {
  readonly vector: SparseVector;
  readonly terms: QueryTerm[];
  readonly own: ReadonlySet<string>;
}

/**
 * An index under a name: impacts with the model of its queries, words for BM25, or both side by side over the same
 * documents. Knows nothing of HTTP: what it takes and gives are plain values.
 *
 * Every method throws a TseriniError: `NOT_FOUND` (a document), `USAGE` (what this index cannot do), `INDEX` (there
 * is no index at its place any more), `INTERRUPTED` (the signal).
 */
export class ServedIndex {
  readonly name: string;
  readonly #parts: IndexParts;
  readonly #events: ServedIndexEvents;

  constructor(name: string, parts: IndexParts, events: ServedIndexEvents = {}) {
    this.name = name;
    this.#parts = parts;
    this.#events = events;
  }

  /** The encoder of its queries; undefined for words alone. */
  get vectors(): QueryVectors | undefined {
    return this.#parts.vectors;
  }

  info(): IndexInfo {
    const parts = this.#parts;
    const model = parts.vectors?.model;
    return {
      name: this.name,
      documents: parts.documents,
      impact: parts.has('impact'),
      bm25: parts.has('bm25'),
      ...(model === undefined ? {} : { encoder: model }),
      hasText: parts.hasText,
    };
  }

  /** Why it cannot be searched now; undefined where it can. */
  problem(): Promise<TseriniError | undefined> {
    return this.#parts.problem();
  }

  /** Searches with one query. */
  async search(
    query: string,
    settings: SearchSettings = {},
    { signal }: CallOptions = {},
  ): Promise<SearchResponse> {
    const { hits = 10, qid = '', documents = 'snippet' } = settings;
    const method = this.#method(settings);
    const common = { api: 'v1' as const, index: this.name, query: { text: query, qid }, method };
    if (method === 'bm25') {
      const found = await this.#searchText(query, hits, signal);
      const words = new SnippetWords(query);
      return { ...common, candidates: await candidatesOf(this.#parts, found, documents, words, signal) };
    }
    const { vector, terms } = await this.#prepare(query, settings, signal);
    const found = await this.#searchVector(vector, hits, signal);
    const words = new SnippetWords(query, vector);
    return {
      ...common,
      vector: terms,
      candidates: await candidatesOf(this.#parts, found, documents, words, signal),
    };
  }

  /** Searches with many queries, several at a time; the results are in their order. */
  async searchMany(
    queries: readonly BatchQuery[],
    settings: Pick<SearchSettings, 'hits' | 'method' | 'documents'> = {},
    { signal }: CallOptions = {},
  ): Promise<BatchResponse> {
    const { hits = 10, documents = 'none' } = settings;
    const method = this.#method(settings);
    const results: BatchResponse['results'] = [];
    const one = async (query: BatchQuery) => {
      const { qid } = query;
      if ('text' in query) {
        const { candidates } = await this.search(query.text, { hits, method, documents }, limits(signal));
        return { query: { qid, text: query.text }, candidates };
      }
      if (method === 'bm25') {
        throw new TseriniError('USAGE', 'a vector is searched with method impact; give bm25 a text', {
          value: qid,
        });
      }
      const vector = new Map(Object.entries(query.vector));
      const found = await this.#searchVector(vector, hits, signal);
      const words = new SnippetWords('', vector);
      return { query: { qid }, candidates: await candidatesOf(this.#parts, found, documents, words, signal) };
    };
    for await (const result of mapOrdered(queries, availableParallelism(), one)) results.push(result);
    return { api: 'v1', index: this.name, method, results };
  }

  /** What is stored of a document. */
  async document(docid: string, { signal }: CallOptions = {}): Promise<DocumentResponse> {
    const stored = await abortable(this.#storedOne(docid), signal);
    if (!stored) throw this.#noDocument(docid);
    return { api: 'v1', index: this.name, docid, ...showDocument(stored) };
  }

  /** Where the score of a document for a query comes from. */
  async explain(
    query: string,
    docid: string,
    settings: Pick<SearchSettings, 'method' | keyof QueryPruning> = {},
    { signal }: CallOptions = {},
  ): Promise<ExplainResponse> {
    const method = this.#method(settings);
    const prepared = method === 'impact' ? await this.#prepare(query, settings, signal) : undefined;
    const explaining = prepared
      ? this.#parts.withImpact((index) => index.explain(prepared.vector, docid))
      : this.#parts.withText((index) => index.explain(query, docid));
    const explanation = await abortable(explaining, signal);
    if (!explanation) throw this.#noDocument(docid);
    const { luceneDocid, score, rank, matching, unmatched } = explanation;
    const inText = prepared ? await this.#textTokens(docid) : undefined;
    const origin = (term: string, matches: boolean) => {
      // All words of BM25 are the query's own, and those that match are the document's.
      if (!prepared) return { own: true, inText: matches };
      return { own: prepared.own.has(term), ...(inText ? { inText: inText.has(term) } : {}) };
    };
    return {
      ...{ api: 'v1', index: this.name, query: { text: query, qid: '' }, method, docid, luceneDocid, score },
      ...(rank === undefined ? {} : { rank }),
      matching: matching.map((term) => ({ ...term, ...origin(term.term, true) })),
      unmatched: unmatched.map((term) => ({ ...term, ...origin(term.term, false) })),
    };
  }

  /** A document's terms, by weight; of an index of words alone, by frequency. */
  async vector(docid: string, { signal }: CallOptions = {}): Promise<VectorResponse> {
    const isImpact = this.#parts.has('impact');
    const reading = this.#parts.withMain((index) => index.getDocumentVector(docid));
    const vector = await abortable(reading, signal);
    if (!vector) throw this.#noDocument(docid);
    const inText = isImpact ? await this.#textTokens(docid) : undefined;
    const terms = [...vector].map(([term, weight]) => {
      if (!isImpact) return { term, weight, inText: true };
      return { term, weight, ...(inText ? { inText: inText.has(term) } : {}) };
    });
    return { api: 'v1', index: this.name, docid, vector: terms.sort((a, b) => b.weight - a.weight) };
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  #method({ method, ...pruning }: Pick<SearchSettings, 'method' | keyof QueryPruning>): Method {
    const chosen = method ?? (this.#parts.has('impact') ? 'impact' : 'bm25');
    if (!this.#parts.has(chosen)) {
      const other = chosen === 'impact' ? 'bm25' : 'impact';
      throw new TseriniError('USAGE', `the index ${this.name} has no ${chosen} search; use method ${other}`, {
        value: method,
      });
    }
    if (chosen === 'bm25' && isPruned(pruning)) {
      throw new TseriniError(
        'USAGE',
        'topK, minWeight and drop are for method impact: BM25 takes words as they are',
      );
    }
    return chosen;
  }

  async #prepare(text: string, pruning: QueryPruning, signal?: AbortSignal): Promise<PreparedQuery> {
    const vectors = this.#parts.vectors!;
    const started = performance.now();
    const { vector, tokens } = await abortable(vectors.encode(text), signal);
    if (vectors.model !== undefined) this.#events.onEncode?.(vectors.model, performance.now() - started);
    const own = new Set(tokens);
    const pruned = pruneQuery(vector, pruning);
    const terms = Array.from(pruned, ([term, weight]) => ({ term, weight, own: own.has(term) }));
    return { vector: pruned, terms, own };
  }

  #searchVector(vector: SparseVector, hits: number, signal?: AbortSignal): Promise<readonly Hit[]> {
    return this.#timed('impact', () =>
      this.#parts.withImpact((index) => index.search(vector, hits, limits(signal))),
    );
  }

  #searchText(query: string, hits: number, signal?: AbortSignal): Promise<readonly Hit[]> {
    return this.#timed('bm25', () =>
      this.#parts.withText((index) => index.search(query, hits, limits(signal))),
    );
  }

  async #timed<T>(method: Method, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.#events.onSearch?.(this.name, method, performance.now() - started);
    return result;
  }

  async #storedOne(docid: string): Promise<StoredDocument | undefined> {
    return (await this.#parts.stored([docid])).get(docid);
  }

  /** The word pieces of a document's text; undefined where that is not at hand. */
  async #textTokens(docid: string): Promise<ReadonlySet<string> | undefined> {
    const stored = await this.#storedOne(docid);
    const { title = '', text } = stored ? showDocument(stored) : { text: undefined };
    return text === undefined ? undefined : new Set(this.#parts.vectors!.tokenize(`${title} ${text}`));
  }

  #noDocument(docid: string): TseriniError {
    return new TseriniError('NOT_FOUND', `the index ${this.name} has no document ${docid}`, { value: docid });
  }
}

const limits = (signal?: AbortSignal) => (signal ? { signal } : {});
