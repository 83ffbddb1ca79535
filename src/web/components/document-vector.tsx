import { useState } from 'preact/hooks';
import type { DocumentTerm } from '../../serving/results.js';
import { counted, number } from '../numbers.js';
import { Origin, Term } from './term.js';

interface Props {
  /** By weight, descending. */
  readonly vector: readonly DocumentTerm[];
  /** The terms that the query has too. */
  readonly shared: ReadonlySet<string>;
}

/** A passage's vector: the terms in its text, and those that the model added. */
export function DocumentVector({ vector, shared }: Props) {
  const heaviest = vector[0]?.weight ?? 1;
  const known = vector.some(({ inText }) => inText !== undefined);
  const written = vector.filter(({ inText }) => inText !== false);
  const added = vector.filter(({ inText }) => inText === false);
  const look = { heaviest, shared };
  if (!known) return <Terms title="The passage’s vector" terms={vector} {...look} />;
  return (
    <>
      <Terms title={`${written.length} from its text`} terms={written} own {...look} />
      <Terms title={`${added.length} added by the model`} terms={added} own={false} {...look} />
    </>
  );
}

interface TermsProps {
  readonly title: string;
  readonly terms: readonly DocumentTerm[];
  readonly own?: boolean;
  readonly heaviest: number;
  readonly shared: ReadonlySet<string>;
}

const firstShown = 12;

function Terms({ title, terms, own, heaviest, shared }: TermsProps) {
  const [all, setAll] = useState(false);
  return (
    <section class="document-vector">
      <h3>{title}</h3>
      <ul class="vector">
        {terms.slice(0, all ? undefined : firstShown).map(({ term, weight }) => (
          <li key={term} class={`bar-row ${own === false ? 'added' : 'own'}`}>
            <span class={shared.has(term) ? 'bar-name shared' : 'bar-name'}>
              {own !== undefined && <Origin own={own} where="text" />}
              <Term term={term} />
              {shared.has(term) && <span class="hidden">, in the query too</span>}
            </span>
            <span class="bar-track" aria-hidden="true">
              <i style={{ '--share': weight / heaviest }} />
            </span>
            <span class="bar-value">{number(weight)}</span>
          </li>
        ))}
      </ul>
      {terms.length > firstShown && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${counted(terms.length, 'term')}`}
        </button>
      )}
    </section>
  );
}
