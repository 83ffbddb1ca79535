import { defaultDepth, fuseRankings } from '../fusion/fuse-rankings.js';
import type { Hit } from '../run/run.js';
import type { Candidate } from './results.js';

/** A hit; of a hybrid search with its places in the rankings that were fused. */
export interface FoundHit extends Hit {
  readonly rankings?: Candidate['rankings'];
}

/** How many hits of each index are fused. */
export const fusedDepth = defaultDepth;

type Rankings = Readonly<Record<'impact' | 'bm25', readonly Hit[]>>;

/**
 * The hits of a hybrid search: two rankings of {@link fusedDepth} hits, fused as {@link HybridSearcher} fuses them where
 * nothing else is said.
 * @param k how many hits at most
 */
export function hybridHits({ impact, bm25 }: Rankings, k: number): FoundHit[] {
  const places = { impact: placesOf(impact), bm25: placesOf(bm25) };
  return fuseRankings([impact, bm25], { k }).map(({ docid, score }) => ({
    docid,
    score,
    rankings: { impact: places.impact.get(docid), bm25: places.bm25.get(docid) },
  }));
}

function placesOf(hits: readonly Hit[]): ReadonlyMap<string, { rank: number; score: number }> {
  return new Map(hits.map(({ docid, score }, i) => [docid, { rank: i + 1, score }]));
}
