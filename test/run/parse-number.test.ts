import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '#tserini/run/bytes.js';

function parse(text: string): number {
  const bytes = Buffer.from(`(${text})`);
  return parseNumber(bytes, 1, bytes.length - 1);
}

describe('parseNumber', () => {
  it('reads every double as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parse(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });

  it('reads decimals of any length', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(digits, digits, fc.constantFrom('', '-', '+'), (whole, decimals, sign) => {
        const text = `${sign}${whole.join('')}.${decimals.join('')}`;
        expect(parse(text) + 0).toBe(Number(text) + 0);
      }),
    );
  });

  it.each(['', '-', '.', '+.', '1.2.3', 'abc', '1x', '0x10', '1e', 'NaN', '--1', '1,5'])(
    'refuses %j',
    (text) => {
      expect(parse(text)).toBeNaN();
    },
  );

  it.each(['inf', '-Infinity', '+INF'])('reads %s', (text) => {
    expect(parse(text)).toBe(text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  });
});
