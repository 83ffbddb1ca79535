import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncatePair } from '#tserini/model/tokenizer/truncation.js';

const tokens = fc.array(fc.nat(9), { maxLength: 30 });

describe('truncatePair', () => {
  it('keeps prefixes, fills the limit, and cuts the shorter text only to half of it', () => {
    fc.assert(
      fc.property(tokens, tokens, fc.integer({ min: 1, max: 40 }), (a, b, limit) => {
        const [x, y] = truncatePair([a, b], limit);
        expect(x).toEqual(a.slice(0, x.length));
        expect(y).toEqual(b.slice(0, y.length));
        expect(x.length + y.length).toBe(Math.min(limit, a.length + b.length));
        const [cut, other] = x.length < a.length ? [x, y] : [y, x];
        if (x.length < a.length || y.length < b.length)
          expect(cut.length).toBeGreaterThanOrEqual(other.length - 1);
      }),
    );
  });
});
