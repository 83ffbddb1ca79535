import type { Candidate } from '../../serving/results.js';
import { leaving } from '../ranking.js';
import { go } from '../store.js';

interface Props {
  readonly now: readonly Candidate[];
  readonly before: readonly Candidate[];
  readonly hits: number;
  /** What changed, in one line. */
  readonly change: string;
}

const shown = 4;

/** What pruning changed, with the hits that left; those that rose and fell have badges. {@link Announcement} tells screen readers. */
export function PruningChanges({ now, before, hits, change }: Props) {
  const docids = (candidates: readonly Candidate[]) => candidates.map(({ docid }) => docid);
  const left = leaving(docids(now), docids(before), hits);
  const places = new Map(before.map((candidate) => [candidate.docid, candidate]));
  return (
    <aside class="pruning-changes" aria-label="What pruning changes">
      <p class="pruning-changes-line">
        {change && (
          <>
            With fewer terms, of the first {hits}: <strong>{change}</strong>.
          </>
        )}
      </p>
      {left.length > 0 && (
        <ul class="left" aria-label="Left the first hits">
          {left.slice(0, shown).map((docid) => (
            <li key={docid}>
              <span class="badge gone">was {places.get(docid)?.rank}</span>{' '}
              {places.get(docid)?.title ?? docid}
            </li>
          ))}
          {left.length > shown && <li>and {left.length - shown} more</li>}
        </ul>
      )}
      <button type="button" class="quiet" onClick={() => go({ topK: undefined, drop: [] })}>
        Use the whole query again
      </button>
    </aside>
  );
}
