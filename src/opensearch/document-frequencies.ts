import type { Cluster } from './cluster.js';
import { termClause } from './impact-query.js';
import { type MultiSearchAnswer, requireAnswer } from './multi-search.js';
import type { OpenSearchMapping } from './tokens.js';

/** Terms that are looked up in one request. */
const groupSize = 256;

/**
 * The document frequency of each term. The cluster counts anew for every call, some 2,500 terms per second.
 */
export async function documentFrequencies(
  cluster: Cluster,
  index: string,
  mapping: OpenSearchMapping,
  terms: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const frequencies = new Map<string, number>();
  for (let start = 0; start < terms.length; start += groupSize) {
    const group = terms.slice(start, start + groupSize);
    const lines = group.map(
      (term) => `{}\n{"size":0,"track_total_hits":true,"query":${termClause(term, 1, mapping)}}\n`,
    );
    const { body } = await cluster.request<MultiSearchAnswer>({
      method: 'POST',
      path: `/${index}/_msearch`,
      lines: lines.join(''),
      signal,
    });
    for (const [i, answer] of body.responses.entries()) {
      requireAnswer(answer, cluster.url);
      frequencies.set(group[i]!, answer.hits?.total?.value ?? 0);
    }
  }
  return frequencies;
}
