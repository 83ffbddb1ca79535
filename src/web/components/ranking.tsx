import { useRef } from 'preact/hooks';
import type { Candidate, IndexInfo, SearchMethod, SearchResponse } from '../../serving/results.js';
import { useMoveAnimation } from '../animate-moves.js';
import { changesOf } from '../ranking.js';
import { depth, go, pruned, state } from '../store.js';
import { Hit } from './hit.js';
import { EmptyState } from './notices.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: SearchMethod;
  readonly answer: SearchResponse;
  /** The ranking before pruning, where the query is pruned. */
  readonly before: readonly Candidate[] | undefined;
  /** The other method's ranking, where both are shown. */
  readonly other?: readonly Candidate[] | undefined;
}

const docids = (candidates: readonly Candidate[]) => candidates.map(({ docid }) => docid);

/** A list of hits. */
export function Ranking({ entry, method, answer, before, other }: Props) {
  const { hits } = state.value;
  const shown = answer.candidates.slice(0, hits);
  const list = useRef<HTMLOListElement>(null);
  useMoveAnimation(list, docids(shown));
  if (shown.length === 0) return <NoHits method={method} />;
  const changes = before && changesOf(docids(answer.candidates), docids(before));
  const places = other && new Map(other.map(({ docid, rank }) => [docid, rank]));
  const best = shown[0]?.score ?? 1;
  const more = hits < 20 ? 20 : depth.value;
  return (
    <>
      <ol class="hits" ref={list}>
        {shown.map((candidate) => (
          <Hit
            key={candidate.docid}
            entry={entry}
            method={method}
            candidate={candidate}
            share={best > 0 ? candidate.score / best : 0}
            vector={answer.vector}
            change={changes?.get(candidate.docid)}
            other={places && { rank: places.get(candidate.docid), of: other?.length ?? 0 }}
          />
        ))}
      </ol>
      {answer.candidates.length > hits && (
        <button type="button" class="more" onClick={() => go({ hits: more })}>
          Show the first {Math.min(answer.candidates.length, more)}
        </button>
      )}
    </>
  );
}

function NoHits({ method }: { readonly method: SearchMethod }) {
  if (pruned.value && method === 'impact') {
    return (
      <EmptyState title="No hits for the pruned query">
        The remaining terms are in no document, or in all of them. Restore some.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No hits">
      {method === 'bm25'
        ? 'No document has a word of the query. BM25 matches only these words; SPLADE also matches added ones.'
        : 'No document shares a term with the query, not even one that the model added.'}
    </EmptyState>
  );
}
