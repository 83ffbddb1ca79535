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

  it('keeps the fewest of the heaviest that hold the mass', () => {
    const sum = (weights: Iterable<number>) => [...weights].reduce((total, weight) => total + weight, 0);
    fc.assert(
      fc.property(vectors, fc.double({ min: 0.01, max: 1, noNaN: true }), (vector, mass) => {
        const kept = prune(vector, { mass });
        const total = sum(vector.values());
        expect(sum(kept.values())).toBeGreaterThanOrEqual(mass * total);
        if (kept.size > 0) expect(sum(kept.values()) - Math.min(...kept.values())).toBeLessThan(mass * total);
        expect(kept).toEqual(prune(vector, { topK: Math.max(1, kept.size), mass }));
      }),
    );
  });

  it('does not depend on the order of the vector, and rules together keep what each keeps', () => {
    const rules = fc.record(
      {
        topK: fc.integer({ min: 1, max: 12 }),
        minWeight: fc.nat(20),
        mass: fc.double({ min: 0.01, max: 1, noNaN: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(vectors, rules, (vector, options) => {
        const kept = prune(vector, options);
        expect(prune(new Map([...vector].reverse()), options)).toEqual(kept);
        const each = Object.entries(options).map(([name, value]) => prune(vector, { [name]: value }));
        const expected = [...vector].filter(([token]) => each.every((one) => one.has(token)));
        expect([...kept]).toEqual(expected);
      }),
    );
  });

  it.each([{ topK: 0 }, { topK: 1.5 }, { minWeight: Number.NaN }, { mass: 0 }, { mass: 1.1 }])(
    'refuses %j',
    (options) => {
      expect(() => prune(new Map(), options)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
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
