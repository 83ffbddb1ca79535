import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EverywhereTerms } from '#tserini/opensearch/everywhere-terms.js';

describe('terms that every document has', () => {
  it('are the intersection of the documents', () => {
    const letters: readonly string[] = ['a', 'b', 'c', 'd'];
    const document = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), (documents) => {
        const terms = new EverywhereTerms();
        for (const [i, tokens] of documents.entries()) {
          terms.add(`${i}`, new Map(tokens.map((token) => [token, 1])));
        }
        const expected = letters.filter((t) => documents.every((tokens) => tokens.includes(t)));
        expect(terms.inAll).toEqual(expected);
        // Whatever took the place of what, a term of all that are left is among those of the last.
        expect(new Set(terms.candidates)).toEqual(new Set(documents.at(-1)));
      }),
    );
  });
});
