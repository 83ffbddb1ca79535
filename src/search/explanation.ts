/** A term that the query and the document share, and what it adds to the score. */
export interface ExplainedTerm {
  readonly term: string;
  readonly queryWeight: number;
  /** In an impact index the weight stored; else the term's BM25 weight in the document. */
  readonly documentWeight: number;
  /** Query weight × document weight, in float32 as Lucene multiplies. */
  readonly product: number;
  /** The product over the score, from 0 to 1. */
  readonly share: number;
  /** The number of documents that have the term. */
  readonly df: number;
}

/**
 * Why a term of the query adds nothing:
 *
 * - `notInDocument`: other documents have it
 * - `notInIndex`: no document has it
 * - `tooCommon`: ln(documents / df) is not above `minIdf`; by default, every document has it
 */
export type Unmatched = 'notInDocument' | 'notInIndex' | 'tooCommon';

/** A term of the query that adds nothing to the score. */
export interface UnmatchedTerm {
  readonly term: string;
  readonly queryWeight: number;
  readonly df: number;
  readonly reason: Unmatched;
}

/** Where a document's score comes from. */
export interface ScoreExplanation {
  readonly docid: string;
  /** Undefined on an OpenSearch cluster, which does not say it. */
  readonly luceneDocid: number | undefined;
  /**
   * The sum of the products, which is Lucene's score exactly. A hit's score may be less by multiples of
   * 1e-6, which a ranking takes off tied hits. 0 if the document is no hit.
   */
  readonly score: number;
  /** The document's place in the whole ranking, from 1; undefined if it is no hit. */
  readonly rank: number | undefined;
  /** By product, descending. */
  readonly matching: readonly ExplainedTerm[];
  /** By query weight, descending. */
  readonly unmatched: readonly UnmatchedTerm[];
}
