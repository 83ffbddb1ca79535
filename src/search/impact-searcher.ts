import type { Hit } from '../run/run.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { ScoreExplanation } from './explanation.js';
import type { SearchOptions } from './filter.js';

/** A query: a text for the searcher's encoder, or a vector as an encoder returns it. */
export type ImpactQuery = string | SparseVector;

/** What an index stores of a document. */
export interface StoredDocument {
  /** The document's id in its collection. */
  readonly docid: string;
  /** The text, if the index was built with `--storeContents`. */
  readonly contents: string | undefined;
  /** The record as it appears in the collection, if the index was built with `--storeRaw`. */
  readonly raw: string | undefined;
  /** The first value of a stored field. */
  get(field: string): string | undefined;
}

/**
 * The interface of impact searchers, whichever engine holds the index: `LuceneImpactSearcher` or
 * `OpenSearchImpactSearcher`. Both return the same hits, scores and order.
 */
export interface ImpactSearcher extends AsyncDisposable {
  /** The number of documents in the index. */
  readonly numDocs: number;

  /**
   * Searches with one query.
   * @param k how many hits at most, from 1 up
   * @param options limits, and a filter
   * @returns hits by score descending, then by docid ascending in UTF-8 order
   */
  search(query: ImpactQuery, k?: number, options?: Partial<SearchOptions>): Promise<Hit[]>;

  /**
   * Searches with many queries, several at a time, and yields the hits of each in the order of the queries.
   * @param threads how many searches, or requests of several searches, are under way at once
   */
  searchEach<T>(
    queries: Iterable<readonly [T, ImpactQuery]> | AsyncIterable<readonly [T, ImpactQuery]>,
    k?: number,
    threads?: number,
    options?: Partial<SearchOptions>,
  ): AsyncGenerator<readonly [T, Hit[]]>;

  /** Searches with many queries and returns all hits by query id. */
  batchSearch(
    queries: readonly ImpactQuery[],
    qids: readonly string[],
    k?: number,
    threads?: number,
    options?: Partial<SearchOptions>,
  ): Promise<Map<string, Hit[]>>;

  /** How many of a query's terms the index has. A query of which it has none has no hits. */
  knownTerms(query: ImpactQuery): Promise<number>;

  /** What the index stores of a document; undefined if no document has this id. */
  doc(docid: string): Promise<StoredDocument | undefined>;

  /** What the index stores of many documents, by docid, without those that it does not have. */
  batchDoc(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;

  /** A document's terms and their weights; undefined if no document has this id. */
  getDocumentVector(docid: string): Promise<SparseVector | undefined>;

  /** Where a document's score comes from; undefined if no document has this id. */
  explain(query: ImpactQuery, docid: string): Promise<ScoreExplanation | undefined>;

  /**
   * Switches to the newest state of the index.
   * @returns whether there was a newer one
   */
  refresh(): Promise<boolean>;

  /** Waits for the searches under way, then frees memory and connections. Calling it twice does nothing more. */
  close(): Promise<void>;
}
