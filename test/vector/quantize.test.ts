import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantizationOf, quantize } from '#tserini/vector/quantize.js';

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

  it('takes any range and bits, and by default 256 steps for every 5', () => {
    expect(quantizationOf({})).toEqual({ range: 5, steps: 256 });
    const range = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(weight, range, fc.integer({ min: 1, max: 16 }), (w, weightRange, quantBits) => {
        const quantization = quantizationOf({ weightRange, quantBits })!;
        expect(Math.abs(quantize(w, quantization) - (w / weightRange) * 2 ** quantBits)).toBeLessThanOrEqual(
          0.5 + 1e-9,
        );
        expect(quantize(w, quantizationOf({})!)).toBe(quantize(w));
      }),
    );
  });

  it.each([
    [{ weightRange: 0 }, /weight range must be a number above 0, not 0/],
    [{ weightRange: Number.NaN }, /weight range/],
    [{ quantBits: 0 }, /bits of a weight must be a whole number from 1 to 16, not 0/],
    [{ quantBits: 17 }, /not 17/],
    [{ quantBits: 2.5 }, /not 2.5/],
    [{ raw: true, quantBits: 8 }, /raw weights are not quantized/],
  ])('refuses %o', (options, message) => {
    expect(() => quantizationOf(options)).toThrow(message);
  });

  it('keeps the order of weights', () => {
    fc.assert(
      fc.property(weight, weight, (a, b) => {
        expect(Math.sign(quantize(a) - quantize(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
