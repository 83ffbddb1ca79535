import type { QueryTerm } from '../../server/schemas.js';
import { findTerms } from '../wordpiece.js';

interface Props {
  readonly text: string;
  readonly query: readonly QueryTerm[];
  readonly kind?: 'pieces' | 'stems';
}

/** A text in which the query's terms are marked: its own words, and words that the model added to it. */
export function MarkedText({ text, query, kind = 'pieces' }: Props) {
  const terms = new Map(query.map((term) => [term.term, term]));
  const heaviest = Math.max(...query.map(({ weight }) => weight), 1e-9);
  const stretches = findTerms(text, new Set(terms.keys()), kind);
  return (
    <>
      {stretches.map((stretch, i) => {
        const found = stretch.terms.flatMap((term) => terms.get(term) ?? []);
        if (found.length === 0) return stretch.text;
        const weight = Math.max(...found.map((term) => term.weight));
        return (
          <mark
            // A text does not change: its stretches have no other name than their place.
            key={i}
            class={found.some(({ own }) => own) ? 'own' : 'added'}
            style={{ '--share': weight / heaviest }}
          >
            {stretch.text}
          </mark>
        );
      })}
    </>
  );
}
