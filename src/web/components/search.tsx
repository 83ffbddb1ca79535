import type { EncodeResponse, IndexInfo, SearchMethod, SearchResponse } from '../../serving/results.js';
import { counted } from '../numbers.js';
import { type Pruning, paths } from '../paths.js';
import { summary } from '../ranking.js';
import { type Remote, useRemote } from '../remote.js';
import { useScrollToOpenHit } from '../scroll-to-open-hit.js';
import { depth, go, pruned, state } from '../store.js';
import type { View } from '../url-state.js';
import { Bm25QueryPanel } from './bm25-query-panel.js';
import { Comparison } from './comparison.js';
import { Failure, Waiting } from './notices.js';
import { PruningChanges } from './pruning-changes.js';
import { QueryPanel } from './query-panel.js';
import { Ranking } from './ranking.js';

/** A query's vector and its hits. */
export function Search({ entry }: { readonly entry: IndexInfo }) {
  const { query, topK, drop, hits } = state.value;
  const view = viewOf(entry, state.value.view);
  const ask = (method: SearchMethod, prune?: Pruning) =>
    paths.search(entry.name, method, query, depth.value, prune);

  // The ranking of the query's vector: alone, or with BM25's.
  const impact = view !== 'bm25';
  const method = view === 'both' ? 'impact' : view;
  const encodes = impact && entry.encoder !== undefined;
  const encoded = useRemote<EncodeResponse>(encodes ? paths.encode(entry.name, query) : undefined);
  const isPruned = impact && pruned.value;
  const whole = useRemote<SearchResponse>(isPruned ? ask(method) : undefined);
  const kept = useRemote<SearchResponse>(impact ? ask(method, { topK, drop }) : undefined);
  const words = useRemote<SearchResponse>(view === 'bm25' || view === 'both' ? ask('bm25') : undefined);

  const main = impact ? kept : words;
  const failed = [kept, words, whole].find(({ error }) => error);
  const before = isPruned && whole.current ? whole.data?.candidates : undefined;
  // While a pruned query is pending the previous hits stay; those of another query or index do not.
  const sameQuery =
    main.data?.index === entry.name && main.data.query.text === query && main.data.method === method;
  const shown = sameQuery ? main.data : undefined;
  useScrollToOpenHit(shown !== undefined);
  const change =
    before && shown && kept.current ? summary(docids(shown), docids({ candidates: before }), hits) : '';

  // The query's vector stands above the hits on a narrow screen, and would push them down if it came after them.
  const hasVector = encoded.data !== undefined || encoded.error !== undefined;
  const isReady =
    shown !== undefined && (!encodes || hasVector) && (view !== 'both' || words.data !== undefined);

  const counts = countsOf(
    view,
    hits,
    impact ? kept : undefined,
    impact && view !== 'both' ? undefined : words,
  );

  if (failed?.error) return <Failure error={failed.error} retry={failed.retry} />;
  return (
    <div class={impact && !encodes ? 'search-page narrow' : 'search-page'}>
      {/* It stays while the rest is exchanged, or screen readers would not notice its change. */}
      <p class="hidden" role="status">
        {counts !== '' && `${counts} for ${query}${change && `; ${change}`}`}
      </p>
      {encodes && !isReady && <div class="query-panel" />}
      {encodes && isReady && (
        <QueryPanel encoded={encoded} kept={kept.current ? kept.data?.vector : undefined} />
      )}
      {!impact && <Bm25QueryPanel query={query} />}
      {/* Another element once it has hits: one that the query's vector pushes down would jump. */}
      <section
        key={isReady ? 'hits' : 'none'}
        class={main.delay > 0 ? 'results late' : 'results'}
        aria-label="Results"
      >
        <div class="toolbar">
          <ViewChoice entry={entry} view={view} />
          <p class="count" aria-hidden="true">
            {counts}
          </p>
        </div>
        <Waiting delay={main.delay} what="Searching" />
        {!isReady && <Skeleton />}
        {isReady && before && shown && (
          <PruningChanges now={shown.candidates} before={before} hits={hits} change={change} />
        )}
        {shown?.missing && <MissingModel missing={shown.missing} />}
        {shown?.query.truncated && (
          <p class="notice">This query is too long for the model: only its beginning counts.</p>
        )}
        {isReady && shown && view === 'both' && (
          <Comparison entry={entry} impact={shown} words={words.data} before={before} />
        )}
        {isReady && shown && view !== 'both' && (
          <Ranking entry={entry} method={method} answer={shown} before={before} />
        )}
      </section>
    </div>
  );
}

/** What an impact index without a model makes of a query. */
function MissingModel({ missing }: { readonly missing: readonly string[] }) {
  return (
    <p class="notice">
      This index has no model for queries: their words are taken as its tokens, each of weight 1.
      {missing.length > 0 && ` It lacks ${missing.join(', ')}.`}
    </p>
  );
}

const docids = ({ candidates }: Pick<SearchResponse, 'candidates'>) => candidates.map(({ docid }) => docid);

/** The number of hits, once all are there. */
function countsOf(
  view: View,
  hits: number,
  impact: Remote<SearchResponse> | undefined,
  words: Remote<SearchResponse> | undefined,
): string {
  if ([impact, words].some((remote) => remote?.current === false)) return '';
  const say = (name: string, remote: Remote<SearchResponse> | undefined) => {
    const count = remote?.data?.candidates.length ?? 0;
    return remote ? [`${counted(Math.min(hits, count), 'hit')}${view === 'both' ? ` by ${name}` : ''}`] : [];
  };
  return [...say('SPLADE', impact), ...say('BM25', words)].join(', ');
}

/** The requested view, or the one that the index has. */
function viewOf(entry: IndexInfo, asked: View): View {
  if (entry.hybrid) return asked;
  return entry.bm25 ? 'bm25' : 'impact';
}

const views: readonly (readonly [View, string])[] = [
  ['impact', 'SPLADE'],
  ['bm25', 'BM25'],
  ['hybrid', 'Hybrid'],
  ['both', 'Side by side'],
];

function ViewChoice({ entry, view }: { readonly entry: IndexInfo; readonly view: View }) {
  if (!entry.hybrid)
    return <span class="view-name">{view === 'bm25' ? 'BM25' : entry.encoder ? 'SPLADE' : 'Tokens'}</span>;
  return (
    <fieldset class="segments">
      <legend class="hidden">Ranking</legend>
      {views.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="view" checked={view === value} onChange={() => go({ view: value })} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[0, 1, 2, 3].map((i) => (
        <div key={i}>
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
