import type { DocumentEncoder } from '../encode/document-encoder.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import type { SpladeDocumentEncoderOptions } from '../encode/splade-document-encoder.js';
import type { HybridFusion } from '../fusion/hybrid-searcher.js';
import type { AnalyzerOptions } from '../lucene/analysis/analyzer.js';
import type { IndexerOptions } from '../lucene/index/indexer-options.js';
import type { FieldTypes } from '../search/field-types.js';

/** The encoders of an index, which stay the caller's: closing the index does not close them. */
export interface EncoderPair {
  readonly document: DocumentEncoder;
  readonly query: QueryEncoder;
}

/** How an index of texts is opened. */
export interface SparseIndexOptions {
  /**
   * Of a model that is given by its name: settings of both encoders. The index records those of documents, and refuses others.
   * Where the two sides need different ones, such as a prefix, give a pair of encoders.
   */
  readonly encoding?: Omit<SpladeDocumentEncoderOptions, 'prefix'>;
  /**
   * Fields of the records that filters compare, with their types, as {@link IndexerOptions.fieldTypes}; not `text`. Must stay
   * the same.
   */
  readonly fieldTypes?: FieldTypes;
  /** How texts become terms for BM25. Default: as Anserini analyzes English. Must stay the same. */
  readonly analyzer?: AnalyzerOptions;
  /** Parameters of BM25. Default: k1 0.9, b 0.4. */
  readonly bm25?: { readonly k1?: number; readonly b?: number };
  /** How hybrid search fuses the rankings by impact and by BM25. Default: by reciprocal ranks. */
  readonly fusion?: HybridFusion;
  /** When to commit, beside `commit()` and `close()`, as {@link IndexerOptions.commitEvery}. */
  readonly commitEvery?: IndexerOptions['commitEvery'];
  /** Milliseconds between two calls of `refresh`. Default: none by the clock. */
  readonly refreshEvery?: number;
  /**
   * Called with a warning, once for each: the query encoder's model is not that of the documents; a refresh by the clock
   * failed; a score is too large for float32.
   */
  readonly onWarning?: (message: string) => void;
}
