/** The rankings that are shown. */
export type View = 'impact' | 'bm25' | 'hybrid' | 'both';

const views: readonly View[] = ['impact', 'bm25', 'hybrid', 'both'];

/** The state of the page; all of it is in the address. */
export interface PageState {
  /** Name of an index; empty means the server's first. */
  readonly index: string;
  readonly query: string;
  readonly view: View;
  readonly hits: number;
  /** How many of the query's heaviest terms are kept; undefined keeps all. */
  readonly topK: number | undefined;
  /** Terms removed from the query. */
  readonly drop: readonly string[];
  /** The hits whose "why" is open, by docid. */
  readonly open: readonly string[];
  /** The same in BM25's ranking. */
  readonly openBm25: readonly string[];
  /** The same in the fused ranking. */
  readonly openHybrid: readonly string[];
}

const defaultHits = 10;
export const maxHits = 50;

/** Parses an address from the `?`. Invalid values are ignored. */
export function parseState(search: string): PageState {
  const parameters = new URLSearchParams(search);
  const view = parameters.get('view');
  return {
    index: parameters.get('index') ?? '',
    query: parameters.get('q') ?? '',
    view: views.find((known) => known === view) ?? 'impact',
    hits: Math.min(maxHits, wholeNumber(parameters.get('hits')) ?? defaultHits),
    topK: wholeNumber(parameters.get('topK')),
    drop: [...new Set(parameters.getAll('drop'))],
    open: [...new Set(parameters.getAll('why'))],
    openBm25: [...new Set(parameters.getAll('why.bm25'))],
    openHybrid: [...new Set(parameters.getAll('why.hybrid'))],
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

/** Formats a state as an address from the `?`; empty for the initial state. */
export function formatState(state: PageState): string {
  const parameters = new URLSearchParams();
  if (state.index !== '') parameters.set('index', state.index);
  if (state.query !== '') parameters.set('q', state.query);
  if (state.view !== 'impact') parameters.set('view', state.view);
  if (state.hits !== defaultHits) parameters.set('hits', String(state.hits));
  if (state.topK !== undefined) parameters.set('topK', String(state.topK));
  for (const term of state.drop) parameters.append('drop', term);
  for (const docid of state.open) parameters.append('why', docid);
  for (const docid of state.openBm25) parameters.append('why.bm25', docid);
  for (const docid of state.openHybrid) parameters.append('why.hybrid', docid);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
