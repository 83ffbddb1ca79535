import { type Feedback, isFeedbackTerm, isRareForFeedback } from '../search/feedback/feedback.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { CheckedIndex } from './checked-index.js';
import type { Cluster } from './cluster.js';
import { readVectors } from './document-vectors.js';
import { queryTerms, searchBody } from './impact-query.js';
import { multiSearch } from './multi-search.js';

type Terms = readonly (readonly [string, number])[];

/** A hit, its score not yet adjusted by its ties. */
export type ScoredDocid = readonly [score: number, docid: string];

/** How queries are ranked. */
export interface RankSettings {
  readonly k: number;
  /** Filters as JSON, all of which documents must pass. */
  readonly filters: readonly string[];
  readonly feedback: Feedback | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Ranks documents for queries: in one request, and with feedback in two, beside those for the vectors of documents and for
 * frequencies of terms that are not known yet.
 * @throws TseriniError `USAGE`, `CLUSTER`, `INTERRUPTED`
 */
export async function rankQueries(
  cluster: Cluster,
  served: CheckedIndex,
  vectors: readonly SparseVector[],
  settings: RankSettings,
): Promise<(readonly ScoredDocid[])[]> {
  const { k, feedback, signal } = settings;
  served.requireWindow(k);
  const terms = vectors.map((vector) => queryTerms(vector, served.everywhere));
  // Terms that no document has would count in the norm of a query that is expanded.
  const rare = await served.keepRare(terms, feedback !== undefined, signal);
  if (!feedback) return rank(cluster, served, rare, k, settings);
  const first = await rank(cluster, served, rare, feedback.hitsNeeded(k), settings);
  const expanded = await expand(cluster, served, rare, first, feedback, signal);
  return rank(cluster, served, expanded, k, settings);
}

async function rank(
  cluster: Cluster,
  { index, meta }: CheckedIndex,
  queries: readonly Terms[],
  k: number,
  { filters, signal }: RankSettings,
): Promise<(readonly ScoredDocid[])[]> {
  const rankings = queries.map((): readonly ScoredDocid[] => []);
  // A query without terms has no hits.
  const asked = queries.flatMap((terms, i) => (terms.length > 0 ? [i] : []));
  if (asked.length === 0) return rankings;
  const bodies = asked.map((i) => searchBody(queries[i]!, k, meta.mapping, filters));
  const answers = await multiSearch(cluster, index, bodies, cluster.maxRetries, signal);
  for (const [place, { hits }] of answers.entries()) {
    rankings[asked[place]!] = (hits?.hits ?? []).map(({ sort }) => sort);
  }
  return rankings;
}

async function expand(
  cluster: Cluster,
  served: CheckedIndex,
  queries: readonly Terms[],
  rankings: readonly (readonly ScoredDocid[])[],
  feedback: Feedback,
  signal: AbortSignal | undefined,
): Promise<Terms[]> {
  const needed = rankings.map((hits) => feedback.documentsNeeded(hits.length).map((place) => hits[place]!));
  const docids = new Set(needed.flatMap((hits) => hits.map(([, docid]) => docid)));
  const vectors = new Map<string, Terms>();
  for (const [docid, vector] of await readVectors(cluster, served, [...docids], signal)) {
    const wanted = [...vector].filter(([term]) => isFeedbackTerm(term) && feedback.wants(term));
    vectors.set(docid, wanted);
  }
  const candidates = [...vectors.values()].flatMap((terms) => terms.map(([term]) => term));
  const frequencies = await served.frequencies(candidates, signal);
  const { documents } = served.meta;
  for (const [docid, terms] of vectors) {
    const rare = terms.filter(([term]) => isRareForFeedback(frequencies.get(term)!, documents));
    vectors.set(docid, rare);
  }
  return queries.map((query, i) => {
    const found = needed[i]!.map(([score, docid]) => ({ score, vector: vectors.get(docid) ?? [] }));
    return feedback.expand(query, found, rankings[i]!.length);
  });
}
