import type { Candidate, IndexInfo, QueryTerm, SearchMethod } from '../../serving/results.js';
import { fusedNumber, number } from '../numbers.js';
import type { Change } from '../ranking.js';
import { depth, openKeys, pointedAt, state, toggleWhy } from '../store.js';
import { HybridWhy } from './hybrid-why.js';
import { MarkedText } from './marked-text.js';
import { Why } from './why.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: SearchMethod;
  readonly candidate: Candidate;
  /** The score over the best one. */
  readonly share: number;
  readonly vector: readonly QueryTerm[] | undefined;
  /** What pruning did to its rank. */
  readonly change: Change | undefined;
  /** Its rank in the other method's first hits. */
  readonly other: { readonly rank: number | undefined; readonly of: number } | undefined;
}

/** A hit, with its "why" if that is open. */
export function Hit({ entry, method, candidate, share, vector, change, other }: Props) {
  const { docid, title, snippet, score, rank } = candidate;
  const isOpen = state.value[openKeys[method]].includes(docid);
  const id = `why-${method}-${rank}`;
  const point = (to: string | undefined) => () => {
    if (other) pointedAt.value = to;
  };
  const twin = other && pointedAt.value === docid;
  return (
    <li
      class={`hit${isOpen ? ' open' : ''}${twin ? ' twin' : ''}${change?.kind === 'new' ? ' entered' : ''}`}
      data-docid={docid}
      onMouseEnter={point(docid)}
      onMouseLeave={point(undefined)}
      onFocusCapture={point(docid)}
      onBlurCapture={point(undefined)}
    >
      <div class="hit-rank">
        <span class="hidden">Rank </span>
        {rank}
      </div>
      <div class="hit-main">
        <h2 class="hit-title">
          <button
            type="button"
            class="hit-head"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => toggleWhy(docid, method)}
          >
            <bdi>{title || docid}</bdi>
            <span class="why-word">why?</span>
          </button>
        </h2>
        {snippet && (
          <p class="snippet" dir="auto">
            <MarkedText text={snippet} terms={vector ?? wordsOf(state.value.query)} />
          </p>
        )}
        <p class="hit-meta">
          <span class="docid">{docid}</span>
          <span class="score">
            <span class="score-track" aria-hidden="true">
              <i style={{ '--share': share }} />
            </span>
            <span class="hidden">score </span>
            {method === 'hybrid' ? fusedNumber(score) : number(score)}
          </span>
          {change && <ChangeBadge change={change} />}
          {other && <OtherRank method={method} rank={rank} other={other} />}
        </p>
        {isOpen && (
          <section class="why" id={id} aria-label={`Why ${title || docid} ranks here`}>
            {method === 'hybrid' ? (
              <HybridWhy entry={entry} candidate={candidate} />
            ) : (
              <Why entry={entry} method={method} docid={docid} />
            )}
          </section>
        )}
      </div>
    </li>
  );
}

/** The words of a query, for BM25, which has no query vector. */
function wordsOf(query: string): QueryTerm[] {
  const words = query.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((term) => ({ term, weight: 1, own: true }));
}

function ChangeBadge({ change }: { readonly change: Change }) {
  if (change.kind === 'same') return null;
  if (change.kind === 'new') return <span class="badge new">new</span>;
  const up = change.kind === 'up';
  return (
    <span class={`badge ${change.kind}`}>
      <span aria-hidden="true">{up ? '▲' : '▼'}</span>
      <span class="hidden">{up ? 'rose by' : 'fell by'}</span> {change.by}
    </span>
  );
}

interface OtherRankProps {
  readonly method: SearchMethod;
  readonly rank: number;
  readonly other: NonNullable<Props['other']>;
}

function OtherRank({ method, rank, other }: OtherRankProps) {
  const name = method === 'impact' ? 'BM25' : 'SPLADE';
  if (other.rank === undefined) {
    // A list that is shorter than requested has all hits of the other method.
    const text = other.of < depth.value ? `${name} does not find it` : `not in ${name}’s first ${other.of}`;
    return <span class="badge only">{text}</span>;
  }
  return (
    <span class={`badge ${other.rank === rank ? 'level' : 'moved'}`}>
      {name} {other.rank}
    </span>
  );
}
