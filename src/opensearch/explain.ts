import type { ExplainedTerm, ScoreExplanation, UnmatchedTerm } from '../search/explanation.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { isToken } from '../vector/white-space.js';
import type { CheckedIndex } from './checked-index.js';
import type { Cluster } from './cluster.js';
import { queryTerms, sumQuery, termClause, termClauses } from './impact-query.js';
import { docidField } from './mapping.js';
import { multiSearch } from './multi-search.js';

/**
 * Explains where a document's score comes from, as the embedded index does: the cluster gives the document's weight of
 * each term and counts, and the products and their sum are Lucene's, each product in float32 and the sum in float64,
 * rounded to float32.
 * @returns undefined if the index does not have the document
 * @throws TseriniError `USAGE` (a weight; more terms than a cluster takes), `CLUSTER`
 */
export async function explainDocument(
  cluster: Cluster,
  served: CheckedIndex,
  query: SparseVector,
  docid: string,
): Promise<ScoreExplanation | undefined> {
  const terms = queryTerms(query, served.everywhere);
  const weights = await documentWeights(cluster, served, terms, docid);
  if (!weights) return undefined;
  const frequencies = await served.frequencies([...query.keys()].filter(isToken));
  const matching: Omit<ExplainedTerm, 'share'>[] = [];
  const unmatched: UnmatchedTerm[] = [];
  for (const [term, queryWeight] of query) {
    const df = isToken(term) ? frequencies.get(term)! : 0;
    const documentWeight = weights.get(term);
    if (df === 0) unmatched.push({ term, queryWeight, df, reason: 'notInIndex' });
    else if (served.isCommon(df)) unmatched.push({ term, queryWeight, df, reason: 'tooCommon' });
    else if (documentWeight === undefined) {
      unmatched.push({ term, queryWeight, df, reason: 'notInDocument' });
    } else {
      const product = Math.fround(Math.fround(queryWeight) * documentWeight);
      matching.push({ term, queryWeight, documentWeight, product, df });
    }
  }
  const score = Math.fround(matching.reduce((sum, { product }) => sum + product, 0));
  const counted = terms.filter(([term]) => {
    const df = frequencies.get(term)!;
    return df > 0 && !served.isCommon(df);
  });
  return {
    docid,
    luceneDocid: undefined,
    score,
    rank: matching.length > 0 ? await rankOf(cluster, served, counted, docid, score) : undefined,
    matching: matching
      .map(({ df, ...term }) => ({ ...term, share: score > 0 ? term.product / score : 0, df }))
      .sort((a, b) => b.product - a.product),
    unmatched: unmatched.sort((a, b) => b.queryWeight - a.queryWeight),
  };
}

interface NamedScores {
  readonly hits: {
    readonly hits: readonly { readonly matched_queries?: Readonly<Record<string, number>> }[];
  };
  readonly _shards: { readonly failed: number };
}

/** The document's weights of the terms that it has, which are the scores of clauses of a weight of 1. */
async function documentWeights(
  cluster: Cluster,
  { index, meta }: CheckedIndex,
  terms: readonly (readonly [string, number])[],
  docid: string,
): Promise<Map<string, number> | undefined> {
  if (docid === '') return undefined;
  termClauses(terms, meta.mapping);
  const should = terms.map(([term], i) => termClause(term, 1, meta.mapping, String(i)));
  const ids = `{"ids":{"values":[${JSON.stringify(docid)}]}}`;
  const { body } = await cluster.request<NamedScores>({
    method: 'POST',
    path: `/${index}/_search`,
    query: {
      include_named_queries_score: true,
      allow_partial_search_results: false,
      filter_path: 'hits.hits.matched_queries,hits.hits._id,_shards.failed',
    },
    body: JSON.parse(
      `{"size":1,"query":{"bool":{"filter":[${ids}],"should":[${should.join(',')}]}},"_source":false}`,
    ) as object,
  });
  const [hit] = body.hits?.hits ?? [];
  if (!hit) return undefined;
  const { matched_queries: scores = {} } = hit;
  if (Array.isArray(scores)) {
    throw new TseriniError('CLUSTER', `the OpenSearch at ${cluster.url} is too old to explain scores`, {
      value: cluster.url,
    });
  }
  return new Map(terms.flatMap(([term], i) => (i in scores ? [[term, scores[i]!] as const] : [])));
}

/** The rank of a document in the whole ranking, from 1: higher scores come first, and at the same score, lower docids. */
async function rankOf(
  cluster: Cluster,
  { index, meta }: CheckedIndex,
  terms: readonly (readonly [string, number])[],
  docid: string,
  score: number,
): Promise<number> {
  const clauses = termClauses(terms, meta.mapping);
  const before = `{"range":{"${docidField}":{"lt":${JSON.stringify(docid)}}}}`;
  const count = (least: number, filters: readonly string[]) =>
    `{"size":0,"track_total_hits":true,"min_score":${least},"query":${sumQuery(clauses, filters)}}`;
  const above = nextFloat(score);
  const searches = [count(above, []), count(score, [before]), count(above, [before])];
  const answers = await multiSearch(cluster, index, searches, cluster.maxRetries);
  const [higher, before1, higher1] = answers.map(({ hits }) => hits?.total?.value ?? 0);
  return 1 + higher! + before1! - higher1!;
}

/** The next float32 above one that is 0 or more. */
function nextFloat(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  bits[0]!++;
  return new Float32Array(bits.buffer)[0]!;
}
