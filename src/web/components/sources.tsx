import type { ExplainedQueryTerm } from '../../serving/results.js';
import { percent } from '../numbers.js';

interface Source {
  readonly own: boolean;
  readonly written: boolean;
  readonly text: string;
}

const sources: readonly Source[] = [
  { own: true, written: true, text: 'your words, written in the passage: BM25 matches these too' },
  { own: true, written: false, text: 'your words, not written there: the model added them to the passage' },
  { own: false, written: true, text: 'words added to your query, written in the passage' },
  { own: false, written: false, text: 'words added to both' },
];

/** The score as one bar in up to four parts, by the origin of the matching terms in query and passage. */
export function Sources({ matching }: { readonly matching: readonly ExplainedQueryTerm[] }) {
  const parts = sources
    .map((source) => ({
      ...source,
      share: matching
        .filter(({ own, inText }) => own === source.own && (inText ?? true) === source.written)
        .reduce((sum, { share }) => sum + share, 0),
    }))
    .filter(({ share }) => share > 0);
  if (parts.length === 0) return null;
  const known = matching.some(({ inText }) => inText !== undefined);
  const look = ({ own, written }: Source) => `${own ? 'own' : 'added'}${written ? '' : ' unwritten'}`;
  return (
    <div class="sources">
      <div class="sources-bar" aria-hidden="true">
        {parts.map((part) => (
          <i key={part.text} class={look(part)} style={{ '--share': part.share }} />
        ))}
      </div>
      <ul>
        {parts.map((part) => (
          <li key={part.text}>
            <i class={`swatch ${look(part)}`} aria-hidden="true" />
            <b>{percent(part.share)}</b>
            <span>{known ? part.text : part.own ? 'your words' : 'words added to your query'}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
