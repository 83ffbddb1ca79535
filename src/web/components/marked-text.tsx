import { findTerms } from '../wordpiece.js';

/** A term to mark in a text. */
export interface TextTerm {
  readonly term: string;
  readonly weight: number;
  /** Where the query has it: whether it is one of its own words. */
  readonly own?: boolean | undefined;
}

interface Props {
  readonly text: string;
  readonly terms: readonly TextTerm[];
  readonly kind?: 'pieces' | 'stems';
}

/**
 * A text in which terms are marked: underlined where the query has them too, in the color of their origin. A term's
 * weight is the mark's `--share`, from 0 to 1.
 */
export function MarkedText({ text, terms, kind = 'pieces' }: Props) {
  const byName = new Map(terms.map((term) => [term.term, term]));
  const heaviest = Math.max(...terms.map(({ weight }) => weight), 1e-9);
  return (
    <>
      {findTerms(text, new Set(byName.keys()), kind).map((stretch, i) => {
        const found = stretch.terms.flatMap((term) => byName.get(term) ?? []);
        if (found.length === 0) return stretch.text;
        const share = Math.max(...found.map(({ weight }) => weight)) / heaviest;
        const matches = found.filter(({ own }) => own !== undefined);
        const origin = matches.some(({ own }) => own) ? 'own' : 'added';
        return (
          // The parts have no key but their position.
          <mark
            key={i}
            class={matches.length > 0 ? `match ${origin}` : undefined}
            style={{ '--share': share }}
          >
            {stretch.text}
          </mark>
        );
      })}
    </>
  );
}
