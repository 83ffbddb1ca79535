import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed } from '#tserini/eval/format-number.js';

describe('formatFixed', () => {
  it('is the nearest number with four decimals', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const written = formatFixed(value, 4);
        expect(written).toMatch(/^-?\d+\.\d{4}$/);
        expect(Math.abs(Number(written) - value)).toBeLessThanOrEqual(0.00005 + Math.abs(value) * 1e-15);
      }),
    );
  });

  it('rounds exact ties to the even digit, as printf does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.boolean(), (n, negative) => {
        // An odd number of 32nds lies exactly between two numbers with four decimals.
        const tie = ((2 * n + 1) / 32) * (negative ? -1 : 1);
        expect('02468').toContain(formatFixed(tie, 4).at(-1));
        expect(formatFixed(-tie, 4).replace('-', '')).toBe(formatFixed(tie, 4).replace('-', ''));
      }),
    );
  });

  it('rounds what only looks like a tie in decimals to the nearer side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (n) => {
        const value = (2 * n + 1) / 20_000;
        const places = value.toFixed(60).split('.')[1]!;
        const rest = places.slice(4);
        fc.pre(!/^50*$/.test(rest));
        const nearest =
          BigInt(Math.trunc(value)) * 10_000n + BigInt(places.slice(0, 4)) + (rest >= '5' ? 1n : 0n);
        expect(formatFixed(value, 4).replace('.', '')).toBe(String(nearest).padStart(5, '0'));
      }),
    );
  });

  it('writes what C writes for what is not a number', () => {
    expect(formatFixed(0 / 0, 4)).toBe('-nan');
    expect(formatFixed(1 / 0, 4)).toBe('inf');
    expect(formatFixed(-1 / 0, 4)).toBe('-inf');
    expect(formatFixed(-0, 4)).toMatch(/^-/);
    expect(formatFixed(0, 4)).toBe('0.0000');
  });
});
