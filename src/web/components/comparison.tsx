import { useRef } from 'preact/hooks';
import type { Candidate, IndexInfo, SearchResponse } from '../../serving/results.js';
import { state } from '../store.js';
import { Ranking } from './ranking.js';
import { Slopes } from './slopes.js';

interface Props {
  readonly entry: IndexInfo;
  readonly impact: SearchResponse;
  readonly words: SearchResponse | undefined;
  readonly before: readonly Candidate[] | undefined;
}

/** SPLADE's ranking and BM25's, with lines from a document's place in one to its place in the other. */
export function Comparison({ entry, impact, words, before }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { hits } = state.value;
  const first = new Set(impact.candidates.slice(0, hits).map(({ docid }) => docid));
  const shared = words?.candidates.slice(0, hits).filter(({ docid }) => first.has(docid)).length ?? 0;
  return (
    <>
      {words && (
        <p class="overlap">
          {shared === 0 ? 'None' : shared} of the first {hits} are the same documents.
        </p>
      )}
      <div class="comparison" ref={frame}>
        <section class="column" aria-labelledby="impact-title" data-side="left">
          <h2 id="impact-title" class="column-title">
            SPLADE
          </h2>
          <Ranking entry={entry} method="impact" answer={impact} before={before} other={words?.candidates} />
        </section>
        <Slopes frame={frame} rankings={[impact.candidates, words?.candidates ?? []]} />
        <section class="column" aria-labelledby="bm25-title" data-side="right">
          <h2 id="bm25-title" class="column-title">
            BM25
          </h2>
          {words && (
            <Ranking
              entry={entry}
              method="bm25"
              answer={words}
              before={undefined}
              other={impact.candidates}
            />
          )}
        </section>
      </div>
    </>
  );
}
