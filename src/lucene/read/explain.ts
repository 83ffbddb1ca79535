import type { ExplainedTerm, ScoreExplanation, Unmatched, UnmatchedTerm } from '../../search/explanation.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import { isToken } from '../../vector/white-space.js';
import { ByteReader } from '../jvm/byte-reader.js';
import { callJava } from '../jvm/jvm.js';
import { queryText } from '../jvm/query-text.js';
import type { JavaView } from './index-view.js';

const states: readonly (Unmatched | undefined)[] = [undefined, 'notInDocument', 'notInIndex', 'tooCommon'];

/** Reads the bytes of the shim's `Explainer.explain` for the {@link queryText} of the query. */
export function decodeExplanation(reader: ByteReader, query: SparseVector, docid: string): ScoreExplanation {
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

/** The parameters of BM25. */
export interface Bm25Options {
  /** Default 0.9, as in Pyserini. */
  readonly k1?: number;
  /** Default 0.4, as in Pyserini. */
  readonly b?: number;
  /**
   * For an index built with `bm25Accurate`, which holds the true lengths of documents. Default: as the index records it.
   */
  readonly accurate?: boolean;
}

/** How a document is scored. */
export interface ScoreOptions extends Bm25Options {
  /** On an impact index, terms with ln(documents / df) at or below this are dropped. Default 0. */
  readonly minIdf?: number;
}

/** The score of a document, by impact or by BM25; 0 if it is no hit. */
export async function scoreDocument(
  view: JavaView,
  doc: number,
  query: SparseVector,
  impact: boolean,
  { k1 = 0.9, b = 0.4, accurate = false, minIdf = 0 }: ScoreOptions,
): Promise<number> {
  const text = queryText(query);
  const score = await callJava(() =>
    impact
      ? view.startScoreImpactSync(doc, text, minIdf)
      : view.startScoreBm25Sync(doc, text, k1, b, accurate),
  );
  return Number.isNaN(score) ? 0 : score;
}

/** The score of a document, by impact or by BM25, term by term. */
export async function explainDocument(
  view: JavaView,
  doc: number,
  docid: string,
  query: SparseVector,
  impact: boolean,
  { k1 = 0.9, b = 0.4, accurate = false, minIdf = 0 }: ScoreOptions,
): Promise<ScoreExplanation> {
  const text = queryText(query);
  const bytes = await callJava(() =>
    impact
      ? view.startExplainImpactSync(doc, text, minIdf)
      : view.startExplainBm25Sync(doc, text, k1, b, accurate),
  );
  return decodeExplanation(new ByteReader(bytes), query, docid);
}
