import { computed, signal } from '@preact/signals';
import type { SearchMethod } from '../serving/results.js';
import { formatState, maxHits, type PageState, parseState } from './url-state.js';

/** The state in the page's address. Changed by {@link go} and by the browser's back and forward. */
export const state = signal<PageState>(parseState(location.search));

addEventListener('popstate', () => {
  state.value = parseState(location.search);
});

/**
 * Changes what is shown, and the address with it.
 * @param how `replace` leaves no step for the back button: for what changes many times a second
 */
export function go(change: Partial<PageState>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...state.value, ...change };
  const address = `${location.pathname}${formatState(next)}`;
  if (address === location.pathname + location.search) how = 'replace';
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  state.value = next;
}

/** No hit's "why" is open. */
export const noneOpen = { open: [], openBm25: [], openHybrid: [] };

/** Where the state has the open hits of a ranking. */
export const openKeys = { impact: 'open', bm25: 'openBm25', hybrid: 'openHybrid' } as const;

/** Searches for another query; pruning and opened hits of the previous one are reset. */
export function searchFor(query: string): void {
  go({ query: query.trim(), topK: undefined, drop: [], ...noneOpen, hits: 10 });
}

/** The address of a search, for links that can be opened in another tab. */
export function searchAddress(query: string): string {
  const { index, view } = state.value;
  return `./${formatState({ ...parseState(''), index, view, query })}`;
}

/** Opens or closes a hit's "why". */
export function toggleWhy(docid: string, method: SearchMethod): void {
  const key = openKeys[method];
  const open = state.value[key];
  go({ [key]: open.includes(docid) ? open.filter((other) => other !== docid) : [...open, docid] });
}

/** Removes a term from the query, or restores it. */
export function toggleTerm(term: string): void {
  const { drop } = state.value;
  go({ drop: drop.includes(term) ? drop.filter((other) => other !== term) : [...drop, term] });
}

/** How many hits are requested, to know ranks beyond those shown: the server's limit, or the page's if smaller. */
export const depth = signal(maxHits);

/** Whether the query is pruned. */
export const pruned = computed(() => state.value.topK !== undefined || state.value.drop.length > 0);

/** The docid under the pointer, which is highlighted in the other ranking. */
export const pointedAt = signal<string | undefined>(undefined);
