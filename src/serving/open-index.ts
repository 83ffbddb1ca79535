import type { Hit } from '../run/run.js';
import type { ScoreExplanation } from '../search/explanation.js';
import type { SearchOptions } from '../search/filter.js';
import type { ImpactSearcher, StoredDocument } from '../search/impact-searcher.js';
import type { IndexDescription } from '../search/index-description.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** The parameters of BM25, as {@link LuceneSearcher.setBm25} takes them. */
export interface Bm25Parameters {
  readonly k1: number;
  readonly b: number;
}

/** How a query is scored. */
export interface Scoring {
  /** Of a text index. Default: k1 0.9, b 0.4. */
  readonly bm25?: Bm25Parameters | undefined;
}

/** What every open index can do, wherever it lies. The names are those of the searchers. */
export interface AnyIndex<Query> {
  readonly documents: number;
  /** Whether texts of documents are stored. */
  readonly hasText: boolean;
  readonly description: IndexDescription;
  /** What may be wrong with searching it. */
  readonly warnings: readonly string[];
  search(query: Query, k: number, options: Partial<SearchOptions> & Scoring): Promise<readonly Hit[]>;
  /** Undefined where the index does not have the document. */
  explain(query: Query, docid: string, scoring?: Scoring): Promise<ScoreExplanation | undefined>;
  /** By docid; those that the index does not have are left out. */
  docs(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** Undefined where the index does not have the document. */
  getDocumentVector(docid: string): Promise<SparseVector | undefined>;
  close(): Promise<void>;
}

/** An index that is searched by weights. */
export interface OpenImpactIndex extends AnyIndex<SparseVector> {
  readonly method: 'impact';
  /** Whether a document has the term. */
  hasTerm(term: string): Promise<boolean>;
}

/** An index that is searched by words. */
export interface OpenTextIndex extends AnyIndex<string> {
  readonly method: 'bm25';
}

export type OpenIndex = OpenImpactIndex | OpenTextIndex;

/** Where an index lies, and how to know that it is another one now. */
export interface IndexLocation {
  /** As it was given. */
  readonly name: string;
  /** Milliseconds between two looks at it. Default: 1000. */
  readonly lookEvery?: number;
  /** What changes with every commit; undefined where there is no index. */
  fingerprint(): Promise<string | undefined>;
  /**
   * Opens the newest state, for each way to rank one; impacts first.
   * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`
   */
  open(): Promise<readonly OpenIndex[]>;
  /** Frees what is shared by the indexes that were opened; they are closed by then. */
  close?(): Promise<void>;
}

/** Makes an open index of a searcher of impacts, whichever engine holds the index. */
export function indexOfSearcher(
  searcher: ImpactSearcher,
  { hasText, description }: Pick<OpenImpactIndex, 'hasText' | 'description'>,
): OpenImpactIndex {
  return {
    method: 'impact',
    documents: searcher.numDocs,
    hasText,
    hasTerm: async (term) => (await searcher.knownTerms(new Map([[term, 1]]))) > 0,
    description,
    warnings: [],
    search: (query, k, { bm25, ...options }) => searcher.search(query, k, options),
    explain: (query, docid) => searcher.explain(query, docid),
    docs: (docids) => searcher.batchDoc(docids),
    getDocumentVector: (docid) => searcher.getDocumentVector(docid),
    close: () => searcher.close(),
  };
}
