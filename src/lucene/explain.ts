import type { SparseVector } from '../vector.js';
import { isToken } from '../white-space.js';
import { ByteReader } from './byte-reader.js';

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
 * - `tooCommon`: ln(documents / df) is not above the least idf; by default, every document has it
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
  readonly luceneDocid: number;
  /**
   * The sum of the products, which is Lucene's score exactly. A hit's score may be less by multiples of
   * 1e-6, which a ranking takes off tied hits. 0 where the document is no hit.
   */
  readonly score: number;
  /** The document's place in the whole ranking, from 1; undefined where it is no hit. */
  readonly rank: number | undefined;
  /** By product, descending. */
  readonly matching: readonly ExplainedTerm[];
  /** By query weight, descending. */
  readonly unmatched: readonly UnmatchedTerm[];
}

const states: readonly (Unmatched | undefined)[] = [undefined, 'notInDocument', 'notInIndex', 'tooCommon'];

/** Reads the bytes of the shim's `Explainer.explain` for the {@link queryText} of the query. */
export function decodeExplanation(bytes: Buffer, query: SparseVector, docid: string): ScoreExplanation {
  const reader = new ByteReader(bytes);
  const luceneDocid = reader.int32();
  const found = reader.float32();
  const score = Number.isNaN(found) ? 0 : found;
  const rank = reader.int32();
  const matching: ExplainedTerm[] = [];
  const unmatched: UnmatchedTerm[] = [];
  for (const [term, queryWeight] of query) {
    if (!isToken(term)) {
      unmatched.push({ term, queryWeight, df: 0, reason: 'notInIndex' });
      continue;
    }
    const df = reader.int32();
    const reason = states[reader.int32()];
    const documentWeight = reader.float32();
    const product = reader.float32();
    if (reason) unmatched.push({ term, queryWeight, df, reason });
    else {
      const share = score > 0 ? product / score : 0;
      matching.push({ term, queryWeight, documentWeight, product, share, df });
    }
  }
  return {
    docid,
    luceneDocid,
    score,
    rank: rank > 0 ? rank : undefined,
    matching: matching.sort((a, b) => b.product - a.product),
    unmatched: unmatched.sort((a, b) => b.queryWeight - a.queryWeight),
  };
}
