import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byCodePoint } from '#tserini/util/by-code-point.js';

it('orders strings as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

it('orders as UTF-8, where UTF-16 would not', () => {
  expect(byCodePoint('\u{1f600}', '\uff5e')).toBeGreaterThan(0);
  expect('\u{1f600}' < '\uff5e').toBe(true);
});
