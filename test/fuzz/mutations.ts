import fc from 'fast-check';
import type { Target } from './target.ts';

/** A change of a file that was valid; places are shares of its length, so that they go for any file. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly at: number; readonly share: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly share: number; readonly times: number }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'splice'; readonly at: number; readonly from: number }
  | { readonly kind: 'number'; readonly which: number; readonly text: string };

/** What readers trip over: borders of numbers, of encodings, of nesting, of JavaScript's objects. */
const words = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    "'",
    '#',
    '&a',
    '*a',
    '<',
    '>',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\0',
  ],
  ...['null', 'true', 'NaN', 'Infinity', '-0', '1e309', '1e-400', '0x10', '1_0', '.5', '5.', '--1', '+1'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'length',
    '""',
    '{}',
    '[]',
    '\\ud800',
    '\\u0000',
    '\\x41',
    'Q0',
  ],
  ...[
    '../../outside',
    '/etc/passwd',
    'C:\\',
    'a\0b',
    '\ufeff',
    '\u2028',
    '\u001b[31m',
    'é',
    '🥦',
    '𝒜',
    '\u0130',
  ],
  ...['[', '{"a":', '<a>', '- ', '('].map((nested) => nested.repeat(3000)),
  ...['a', '9', ' '].map((long) => long.repeat(70_000)),
].map((text) => Buffer.from(text));
const badUtf8 = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]].map(
  (bytes) => Buffer.from(bytes),
);

const numbers = [
  ...['0', '-1', '1', '255', '256', '65536', '2147483647', '2147483648', '-2147483649', '4294967296'],
  ...['9007199254740993', '9223372036854775807', '9223372036854775808', '18446744073709551616'],
  ...['1e308', '1e309', '-1e309', '1e-400', '0.1', '1.5e9', '00', '1'.repeat(400), `0.${'3'.repeat(400)}`],
];

function binaryNumber(value: bigint, width: 1 | 2 | 4 | 8, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  const cut = bytes.subarray(0, width);
  return bigEndian ? Buffer.from(cut).reverse() : cut;
}

const binary = fc
  .tuple(
    fc.constantFrom(
      0n,
      1n,
      0x7fn,
      0x80n,
      0xffffn,
      0x7fffffffn,
      0x80000000n,
      0xffffffffn,
      1n << 40n,
      1n << 63n,
      -1n,
    ),
    fc.constantFrom<1 | 2 | 4 | 8>(1, 2, 4, 8),
    fc.boolean(),
  )
  .map((parts) => binaryNumber(...parts));

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.constantFrom(...badUtf8) },
  { weight: 2, arbitrary: binary },
  { weight: 2, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
);
const place = fc.double({ min: 0, max: 1, noNaN: true });
const small = fc.double({ min: 0, max: 0.2, noNaN: true });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip'), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('insert'), at: place, bytes: piece }),
  fc.record({ kind: fc.constant('overwrite'), at: place, bytes: piece }),
  fc.record({ kind: fc.constant('cut'), at: place, share: small }),
  fc.record({ kind: fc.constant('repeat'), at: place, share: small, times: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('truncate'), at: place }),
  fc.record({ kind: fc.constant('splice'), at: place, from: place }),
  fc.record({ kind: fc.constant('number'), which: fc.nat(1000), text: fc.constantFrom(...numbers) }),
) as fc.Arbitrary<Mutation>;

/** Which of the valid files to begin with, which other one to splice in, and what to do. */
export const mutatedFile = fc.record({
  seed: fc.nat(),
  other: fc.nat(),
  mutations: fc.array(mutation, { minLength: 0, maxLength: 8 }),
});

export type MutatedFile = { seed: number; other: number; mutations: readonly Mutation[] };

/** What a reader is tried with: valid files corrupted, and where there is a maker of odd ones, those, corrupted or not. */
export function contentsFor(
  seeds: readonly Buffer[],
  { made, isOnlyMade }: Pick<Target, 'made' | 'isOnlyMade'>,
): fc.Arbitrary<Buffer> {
  if (made && isOnlyMade) return made;
  const corrupted = mutatedFile.map((file) => applyMutations(seeds, file));
  if (!made) return corrupted;
  const both = fc
    .tuple(made, mutatedFile)
    .map(([contents, file]) => applyMutations([contents, ...seeds], { ...file, seed: 0 }));
  return fc.oneof(
    { weight: 2, arbitrary: corrupted },
    { weight: 3, arbitrary: made },
    { weight: 1, arbitrary: both },
  );
}

const mostBytes = 4 << 20;

export function applyMutations(seeds: readonly Buffer[], { seed, other, mutations }: MutatedFile): Buffer {
  const second = seeds[other % seeds.length]!;
  return mutations.reduce((bytes, step) => apply(bytes, second, step), seeds[seed % seeds.length]!);
}

function apply(bytes: Buffer, other: Buffer, step: Mutation): Buffer {
  if (step.kind === 'number') return replaceNumber(bytes, step.which, step.text);
  const at = Math.floor(step.at * bytes.length);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (step.kind) {
    case 'flip': {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at]! ^= 1 << step.bit;
      return changed;
    }
    case 'insert':
      return Buffer.concat([head, step.bytes, tail]);
    case 'overwrite':
      return Buffer.concat([head, step.bytes, tail.subarray(step.bytes.length)]);
    case 'cut':
      return Buffer.concat([head, tail.subarray(Math.ceil(step.share * bytes.length))]);
    case 'repeat': {
      const part = tail.subarray(0, Math.ceil(step.share * bytes.length));
      const times = Math.min(step.times, Math.floor(mostBytes / (bytes.length + 1)));
      return Buffer.concat([head, ...Array.from({ length: times }, () => part), tail]);
    }
    case 'truncate':
      return head;
    case 'splice':
      return Buffer.concat([head, other.subarray(Math.floor(step.from * other.length))]);
  }
}

/** Puts another number in place of one that is written in decimal. */
function replaceNumber(bytes: Buffer, which: number, text: string): Buffer {
  const source = bytes.toString('latin1');
  const found = [...source.matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)];
  if (found.length === 0) return bytes;
  const { index, 0: old } = found[which % found.length]!;
  return Buffer.from(source.slice(0, index) + text + source.slice(index + old.length), 'latin1');
}
