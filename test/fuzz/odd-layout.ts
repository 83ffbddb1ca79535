import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

// The same text otherwise: in another encoding, with other ends of lines, with columns apart, missing or too many.

/** A file, and how it may be changed. */
export interface Layout {
  /** The text, whose lines end in newlines. */
  readonly text: string;
  /** Its name. */
  readonly file: string;
  /** Separators of columns that mean the same; absent where there are no columns. */
  readonly between?: readonly string[];
  /** Whether a line with another number of columns is to be refused. */
  readonly counts?: boolean;
  /** Blank lines, and blanks at the ends of lines, mean something. */
  readonly isExact?: boolean;
}

const end = fc.constantFrom('\n', '\r\n', '\r');

/** What is put in front of the file, and of its other lines. */
const exactStart = fc.constantFrom(['', ''], ['\ufeff', ''], ['\ufeff', '\ufeff']);
const start = fc.oneof(exactStart, fc.constantFrom(['\n \r\n', ''], ['\ufeff\n', '']));

type Ends = (line: number) => string;

const inTurn = (...kinds: readonly string[]): fc.Arbitrary<Ends> =>
  fc.array(fc.constantFrom(...kinds), { minLength: 1 }).map((all) => (line) => all[line % all.length]!);

const exactEnds = fc.oneof(
  end.map(
    (one): Ends =>
      () =>
        one,
  ),
  inTurn('\n', '\r\n', '\r'),
);
const ends = fc.oneof(exactEnds, exactEnds, inTurn('\n', '\n\n', '\r\r\n', ' \n\t\n'));

type Change = { readonly line: number; readonly column: number; readonly word: string | undefined };

/** A word put in before a column, or a column taken out. */
const change: fc.Arbitrary<Change> = fc.record({
  line: fc.nat(),
  column: fc.nat(9),
  word: fc.option(fc.constantFrom('x', '1', '7', '0.5', 'Q0'), { nil: undefined }),
});

function changed(cells: readonly string[], { column, word }: Change): string[] {
  const at = column % (cells.length + (word === undefined ? 0 : 1));
  return word === undefined ? cells.toSpliced(at, 1) : cells.toSpliced(at, 0, word);
}

function utf32(text: string): Buffer {
  return Buffer.from(Uint32Array.from(text, (char) => char.codePointAt(0)!).buffer);
}

const encodings: readonly ((text: string, at: number) => Buffer)[] = [
  ...Array(8).fill((text: string) => Buffer.from(text)),
  (text) => gzipSync(text),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  (text) => Buffer.from(text, 'utf16le').swap16(),
  (text) => utf32(`\ufeff${text}`),
  (text) => utf32(text).swap32(),
  // A letter in Latin-1, half a character, a zero byte.
  ...[[0xe9], [0xf0, 0x9f], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0]].map(
    (bytes) => (text: string, at: number) => {
      const whole = Buffer.from(text);
      const place = at % (whole.length + 1);
      return Buffer.concat([whole.subarray(0, place), Buffer.from(bytes), whole.subarray(place)]);
    },
  ),
];

/** A file laid out otherwise: readers see the same in it, or refuse it and name file and line. */
export function laidOut({ text, file, between, counts, isExact }: Layout): fc.Arbitrary<Buffer> {
  const lines = text.split('\n').slice(0, -1);
  const kinds = file.endsWith('.gz') ? [(contents: string) => gzipSync(contents)] : encodings;
  return fc
    .record({
      start: isExact ? exactStart : start,
      ends: isExact ? exactEnds : ends,
      separators: fc.array(fc.constantFrom(...(between ?? ['\t'])), { minLength: 1 }),
      around: fc.constantFrom(['', ''], [' ', ''], ['', ' '], ['\t', '  ']),
      // Two changes of a line could put another word in place of one.
      changes: fc.uniqueArray(change, {
        maxLength: counts ? 2 : 0,
        selector: ({ line }) => line % lines.length,
      }),
      lastEnd: fc.boolean(),
      encode: fc.constantFrom(...kinds),
      at: fc.nat(),
    })
    .map(({ start: [first, others], ends: endOf, separators, around, changes, lastEnd, encode, at }) => {
      const written = lines.map((line, number) => {
        if (!between) return line;
        const own = changes.filter((one) => one.line % lines.length === number);
        const cells = own.reduce(changed, line.split(/[ \t]/));
        const joined = cells
          .map((cell, i) => (i === 0 ? '' : separators[(number + i) % separators.length]!) + cell)
          .join('');
        return around[0]! + joined + around[1]!;
      });
      const contents = written
        .map((line, number) => {
          const isLast = number === lines.length - 1;
          return (number === 0 ? first : others)! + line + (isLast && lastEnd ? '' : endOf(number));
        })
        .join('');
      return encode(contents, at);
    });
}
