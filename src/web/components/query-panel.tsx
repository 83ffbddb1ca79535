import { useRef, useState } from 'preact/hooks';
import type { EncodeResponse, QueryTerm } from '../../serving/results.js';
import { counted, number, percent } from '../numbers.js';
import type { Remote } from '../remote.js';
import { go, state, toggleTerm } from '../store.js';
import { Legend } from './legend.js';
import { Failure, Waiting } from './notices.js';
import { Origin, Term } from './term.js';

interface Props {
  readonly encoded: Remote<EncodeResponse>;
  /** The terms of the search; undefined while it is pending. */
  readonly kept: readonly QueryTerm[] | undefined;
}

/** The query's vector as bars, with a slider that prunes it. */
export function QueryPanel({ encoded, kept }: Props) {
  const { data, error, retry, delay } = encoded;
  return (
    <section class="query-panel" aria-labelledby="query-title">
      <h2 id="query-title">Your query, as the model reads it</h2>
      {error && <Failure error={error} retry={retry} />}
      {!error && <Waiting delay={delay} what="Encoding" />}
      {data && (
        <>
          <Legend />
          {data.vector.length === 0 ? (
            <p>The model gives no term of this query a weight, so nothing can match it.</p>
          ) : (
            <Vector vector={data.vector} kept={kept} />
          )}
          <Pieces encoded={data} />
        </>
      )}
    </section>
  );
}

const firstShown = 24;

function Vector({ vector, kept }: { readonly vector: readonly QueryTerm[]; readonly kept: Props['kept'] }) {
  const { topK, drop } = state.value;
  const [all, setAll] = useState(false);
  const moving = useRef(false);
  const terms = [...vector].sort((a, b) => b.weight - a.weight);
  const heaviest = terms[0]?.weight ?? 1;
  const limit = Math.min(topK ?? terms.length, terms.length);
  const searched = kept && new Set(kept.map(({ term }) => term));
  const isKept = ({ term }: QueryTerm, i: number) =>
    searched ? searched.has(term) : i < limit && !drop.includes(term);
  const sum = (some: readonly QueryTerm[]) => some.reduce((total, { weight }) => total + weight, 0);
  const mass = sum(terms.filter(isKept)) / (sum(terms) || 1);
  const count = terms.filter(isKept).length;

  const slide = (value: number) => {
    // One entry in the history for the whole movement.
    go({ topK: value >= terms.length ? undefined : value }, moving.current ? 'replace' : 'push');
    moving.current = true;
  };
  return (
    <>
      <div class="pruner">
        <label for="prune">Keep the heaviest</label>
        <output for="prune">
          {count} of {counted(terms.length, 'term')}
        </output>
        <input
          id="prune"
          type="range"
          min={1}
          max={terms.length}
          value={limit}
          aria-valuetext={`${limit} of ${terms.length} terms`}
          onInput={(event) => slide(event.currentTarget.valueAsNumber)}
          onChange={() => {
            moving.current = false;
          }}
        />
        <p class="hint">{percent(mass)} of the query’s weight</p>
      </div>
      <ul class="vector" aria-label="Terms of the query, heaviest first">
        {terms.slice(0, all ? undefined : firstShown).map((entry, i) => (
          <li key={entry.term} class={i === limit - 1 && limit < terms.length ? 'last-kept' : undefined}>
            <button
              type="button"
              class={`bar-row ${entry.own ? 'own' : 'added'}`}
              aria-pressed={!drop.includes(entry.term)}
              disabled={i >= limit}
              title={drop.includes(entry.term) ? 'Restore it' : 'Remove it from the query'}
              onClick={() => toggleTerm(entry.term)}
            >
              <span class="bar-name">
                <Origin own={entry.own} where="query" />
                <Term term={entry.term} />
              </span>
              <span class="bar-track" aria-hidden="true">
                <i style={{ '--share': entry.weight / heaviest }} />
              </span>
              <span class="bar-value">{number(entry.weight)}</span>
            </button>
          </li>
        ))}
      </ul>
      {terms.length > firstShown && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${terms.length}`}
        </button>
      )}
      <p class="hint">Click a term to remove it from the query, and watch the ranking.</p>
    </>
  );
}

/** The word pieces of the query, unless they are just its words. */
function Pieces({ encoded }: { readonly encoded: EncodeResponse }) {
  const weighted = new Set(encoded.vector.map(({ term }) => term));
  const pieces = encoded.tokens;
  const cut = pieces.some((piece) => piece.startsWith('##'));
  const lost = pieces.some((piece) => !weighted.has(piece));
  if (!cut && !lost) return null;
  return (
    <div class="pieces">
      <p>
        {cut && (
          <>
            Cut into word pieces; <code>##</code> continues a word.{' '}
          </>
        )}
        {lost && 'The model gave the pieces in gray no weight.'}
      </p>
      <ul aria-label="Word pieces of the query">
        {pieces.map((piece, i) => (
          <li key={`${i}-${piece}`} class={weighted.has(piece) ? 'token own' : 'token lost'}>
            <Term term={piece} />
            {!weighted.has(piece) && <span class="hidden"> (no weight)</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
