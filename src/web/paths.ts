import type { Method, SearchMethod } from '../serving/results.js';
import type { PageState } from './url-state.js';

/** How a query is pruned. */
export type Pruning = Pick<PageState, 'topK' | 'drop'>;

const enc = encodeURIComponent;

function query(parameters: Readonly<Record<string, string>>, prune?: Pruning): string {
  const search = new URLSearchParams(parameters);
  if (prune?.topK !== undefined) search.set('topK', String(prune.topK));
  for (const term of prune?.drop ?? []) search.append('drop', term);
  return search.toString();
}

/** The paths of the REST API; `text` is the query. Without `prune` the whole query is used. */
export const paths = {
  indexes: 'v1/indexes',
  encode: (index: string, text: string) => `v1/encode?${query({ index, text })}`,
  search: (index: string, method: SearchMethod, text: string, hits: number, prune?: Pruning) =>
    `v1/${enc(index)}/search?${query({ query: text, method, hits: String(hits) }, prune)}`,
  explain: (index: string, method: Method, text: string, docid: string, prune?: Pruning) =>
    `v1/${enc(index)}/explain/${enc(docid)}?${query({ query: text, method }, prune)}`,
  document: (index: string, docid: string) => `v1/${enc(index)}/doc/${enc(docid)}`,
  vector: (index: string, docid: string) => `v1/${enc(index)}/vector/${enc(docid)}`,
};
