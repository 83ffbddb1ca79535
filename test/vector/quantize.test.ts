import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantize } from '#tserini/vector/quantize.js';

const weight = fc.float({ min: 0, max: 100, noNaN: true });

describe('quantize', () => {
  it('gives the nearest whole step', () => {
    fc.assert(
      fc.property(weight, (w) => {
        const step = quantize(w);
        expect(Number.isInteger(step)).toBe(true);
        expect(Math.abs(step - (w / 5) * 256)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('takes the even neighbour in the middle', () => {
    fc.assert(
      fc.property(fc.nat(2000), (steps) => {
        // Only where the division is exact is this the middle.
        const middle = ((steps + 0.5) / 256) * 5;
        fc.pre((middle / 5) * 256 === steps + 0.5);
        expect(quantize(middle) % 2).toBe(0);
      }),
    );
  });

  it('keeps the order of weights', () => {
    fc.assert(
      fc.property(weight, weight, (a, b) => {
        expect(Math.sign(quantize(a) - quantize(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
