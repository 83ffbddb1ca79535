import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { oneLine } from '#tserini/util/one-line.js';
import { wrapCut, wrapText } from '#tserini/util/wrap-text.js';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 40 })).map(oneLine);
const width = fc.integer({ min: 4, max: 120 });

it('keeps every character but the spaces where lines end, and no line is wider', () => {
  fc.assert(
    fc.property(text, width, (given, columns) => {
      const lines = wrapText(given, columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

it('cuts to so many lines, none of which is wider, and says so with an ellipsis', () => {
  fc.assert(
    fc.property(text, width, fc.integer({ min: 1, max: 3 }), (given, columns, most) => {
      const whole = wrapText(given, columns);
      const lines = wrapCut(given, columns, most);
      if (whole.length <= most) {
        expect(lines).toEqual(whole);
        return;
      }
      expect(lines).toHaveLength(most);
      expect(lines.at(-1)).toMatch(/ …$/);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

it('leaves out a character that is wider than what is left beside the ellipsis', () => {
  const note = '\u{1d158}\u{1d165}\u{1d16e}';
  expect(wrapCut(`${note}\u2e80`, 4, 1)).toEqual([' …']);
  expect(wrapCut(`a${note}\u2e80`, 8, 1)).toEqual([`a${note}\u2e80`]);
});

it('leaves nothing that a terminal would act on', () => {
  expect(
    oneLine(`a\tb\r\nc ${String.fromCharCode(27)}[31mred ${String.fromCharCode(0x9b)}2J \u202eback`),
  ).toBe('a b c [31mred 2J back');
});
