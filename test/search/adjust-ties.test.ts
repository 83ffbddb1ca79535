import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustTies } from '#tserini/search/adjust-ties.js';
import { cut } from '../support/brute-force.ts';

describe('scores that say their order', () => {
  it('are what the definition gives, in float32', () => {
    const score = fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.float({ min: 0, max: 50, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(score, { maxLength: 60 }), (made) => {
        const sorted = Float32Array.from(made).sort().reverse();
        const expected = cut(
          [...sorted].map((value) => ({ docid: '', score: value })),
          sorted.length,
        ).map((hit) => hit.score);
        adjustTies(sorted);
        expect([...sorted]).toEqual(expected);
      }),
    );
  });
});
