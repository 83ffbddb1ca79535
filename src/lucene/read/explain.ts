import type { ExplainedTerm, ScoreExplanation, Unmatched, UnmatchedTerm } from '../../search/explanation.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import { isToken } from '../../vector/white-space.js';
import type { ByteReader } from '../jvm/byte-reader.js';

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
