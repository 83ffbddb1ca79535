import fc from 'fast-check';
import { prune, topTerms } from 'tserini';
import { describe, expect, it } from 'vitest';

const vectors = fc
  .uniqueArray(fc.tuple(fc.string({ maxLength: 4 }), fc.nat(20)), { selector: ([token]) => token })
  .map((entries) => new Map(entries));

describe('prune', () => {
  it('keeps the heaviest in their order', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 12 }), (vector, topK) => {
        const kept = prune(vector, { topK });
        expect(kept.size).toBe(Math.min(topK, vector.size));
        expect([...kept.keys()]).toEqual([...vector.keys()].filter((token) => kept.has(token)));
        const left = [...vector].filter(([token]) => !kept.has(token)).map(([, weight]) => weight);
        expect(Math.max(...left)).toBeLessThanOrEqual(Math.min(...kept.values()));
      }),
    );
  });

  it('keeps what reaches the least weight, and everything where nothing is asked', () => {
    fc.assert(
      fc.property(vectors, fc.nat(20), (vector, minWeight) => {
        const expected = [...vector].filter(([, weight]) => weight >= minWeight);
        expect([...prune(vector, { minWeight })]).toEqual(expected);
        expect([...prune(vector, {})]).toEqual([...vector]);
      }),
    );
  });

  it.each([{ topK: 0 }, { topK: 1.5 }, { minWeight: Number.NaN }])('refuses %j', (options) => {
    expect(() => prune(new Map(), options)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('topTerms', () => {
  it('gives the pruned vector by weight', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 12 }), (vector, count) => {
        const terms = topTerms(vector, count);
        expect(new Map(terms)).toEqual(prune(vector, { topK: count }));
        expect(terms.map(([, weight]) => weight)).toEqual(
          terms.map(([, weight]) => weight).sort((a, b) => b - a),
        );
      }),
    );
  });
});
