import { fuseRankings } from '../fusion/fuse-rankings.js';
import { TseriniError } from '../util/errors.js';
import type { CallOptions, SearchSettings } from './requests.js';
import type { Candidate } from './results.js';
import type { ServedIndex } from './served-index.js';

/** Hits of each index that are fused, as HybridSearcher does by default. */
const depth = 1000;

/**
 * Searches by impacts and by BM25 at the same time, and fuses the two rankings by their ranks.
 * @returns hits with titles and snippets; their scores are sums of 1 / (60 + rank)
 * @throws TseriniError as {@link ServedIndex.search}; `USAGE` where one of the two is missing
 */
export async function searchBoth(
  index: ServedIndex,
  query: string,
  { hits = 10, bm25, filter }: Pick<SearchSettings, 'hits' | 'bm25' | 'filter'> = {},
  call: CallOptions = {},
): Promise<Candidate[]> {
  const info = index.info();
  if (!info.impact || !info.bm25) {
    const message = `hybrid search takes an impact index and a text index of the same documents, and ${index.name} has only the ${info.impact ? 'impact' : 'text'} index`;
    throw new TseriniError('USAGE', message, { value: index.name });
  }
  const shared = { hits: depth, documents: 'none', filter } as const;
  const rankings = await Promise.all([
    index.search(query, { ...shared, method: 'impact' }, call),
    index.search(query, { ...shared, method: 'bm25', bm25 }, call),
  ]);
  const fused = fuseRankings(
    rankings.map(({ candidates }) => candidates),
    { k: hits, depth },
  );
  return index.show(query, fused, call);
}
