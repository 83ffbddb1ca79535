import type { SearchResponse } from '../../serving/results.js';
import { counted } from '../numbers.js';
import type { Remote } from '../remote.js';
import type { View } from '../url-state.js';

interface Props {
  readonly view: View;
  readonly query: string;
  readonly impact: Remote<SearchResponse>;
  readonly words: Remote<SearchResponse>;
  readonly hits: number;
  /** What pruning changed, in one line; empty if the query is not pruned. */
  readonly change: string;
}

/** The number of hits and what pruning changed, announced by screen readers when it changes. */
export function Announcement({ view, query, impact, words, hits, change }: Props) {
  const say = (name: string, remote: Remote<SearchResponse>) => {
    const count = remote.data?.candidates.length ?? 0;
    return `${counted(Math.min(hits, count), 'hit')}${view === 'both' ? ` by ${name}` : ''}`;
  };
  const parts = [
    ...(view !== 'bm25' ? [[say('SPLADE', impact), impact.current] as const] : []),
    ...(view !== 'impact' ? [[say('BM25', words), words.current] as const] : []),
  ];
  const ready = parts.every(([, current]) => current);
  return (
    <p class="count" role="status">
      {ready && (
        <>
          {parts.map(([text]) => text).join(', ')}
          <span class="hidden">
            {' '}
            for {query}
            {change && `; ${change}`}
          </span>
        </>
      )}
    </p>
  );
}
