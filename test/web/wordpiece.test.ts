import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTerms } from '../../src/web/wordpiece.ts';

const marked = (text: string, terms: readonly string[], kind: 'pieces' | 'stems' = 'pieces') =>
  findTerms(text, new Set(terms), kind)
    .filter((stretch) => stretch.terms.length > 0)
    .map((stretch) => stretch.text);

test('finds whole words and words of several pieces', () => {
  const terms = ['rain', '##bow', 'sc', '##atter'];
  expect(marked('Rainbows scatter; a rainbow, RAIN.', terms)).toEqual(['scatter', 'rainbow', 'RAIN']);
});

test('ignores case and accents, as an uncased model', () => {
  expect(marked('Dvořák and Föhn', ['dvorak', 'fo', '##hn'])).toEqual(['Dvořák', 'Föhn']);
});

test('ends a word in σ, and sets ideographs apart, as BERT does', () => {
  expect(marked('ΛΟΓΟΣ και λόγος', ['λογοσ'])).toEqual(['ΛΟΓΟΣ']);
  expect(marked('東京 tower', ['京', 'tower'])).toEqual(['京', 'tower']);
});

test('distinguishes a piece from a word', () => {
  expect(marked('bow rain', ['##bow', '##rain', 'rainbow'])).toEqual([]);
});

test('finds the words of a stem', () => {
  expect(marked('Happy is happiness, not harp', ['happi'], 'stems')).toEqual(['Happy', 'happiness']);
});

test('preserves every character of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (text, terms) => {
      for (const kind of ['pieces', 'stems'] as const) {
        const stretches = findTerms(text, new Set(terms), kind);
        expect(stretches.map((stretch) => stretch.text).join('')).toBe(text);
      }
    }),
  );
});
