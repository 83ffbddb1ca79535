import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';

// Zip archives whose parts may say what is not so: sizes, places, checksums, methods, counts, in 32 bits and in 64.

type Field = number | bigint;

function little(...fields: readonly (readonly [value: Field, width: 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, width]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      return bytes.subarray(0, width);
    }),
  );
}

const lie = fc.oneof(
  { weight: 12, arbitrary: fc.constant<bigint | undefined>(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<(bigint | undefined)[]>(
      0n,
      1n,
      30n,
      100n,
      0xffffn,
      0x7fffffffn,
      0xffffffffn,
      1n << 33n,
      (1n << 53n) - 1n,
      1n << 63n,
      -1n,
    ),
  },
);

const entryFields = {
  contents: fc.constantFrom('', 'one', '{"_id": "1", "text": "one"}\n'.repeat(20), '\0'.repeat(3000)),
  method: fc.constantFrom(0, 8, 8, 0, 1, 99),
  flags: fc.constantFrom(0, 0, 0, 1, 8, 0x800),
  crc32: lie,
  size: lie,
  storedSize: lie,
  offset: lie,
  localNameLength: lie,
  localExtraLength: lie,
  /** Puts sizes and place into the zip64 field, as many of them as are given. */
  zip64: fc.constantFrom(undefined, undefined, 0, 8, 16, 24, 7),
  otherExtra: fc.constantFrom('', '', '\x02\x00\xff\xff', '\x01\x00\x00\x00', '\x02\x00\x04\x00abcd', '\x01'),
  /** Begins where the one before does, or inside it. */
  overlap: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 20, 60) },
  ),
};
const endFields = {
  count: lie,
  length: lie,
  start: lie,
  zip64: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ count: lie, length: lie, start: lie, at: lie }) },
  ),
  comment: fc.constantFrom('', '', 'comment', 'PK\x05\x06', 'x'.repeat(66_000)),
  before: fc.constantFrom('', '', '#!/bin/sh\n'),
};

interface OddEntry {
  readonly name: string;
  readonly contents: string;
  readonly method: number;
  readonly flags: number;
  readonly crc32: bigint | undefined;
  readonly size: bigint | undefined;
  readonly storedSize: bigint | undefined;
  readonly offset: bigint | undefined;
  readonly localNameLength: bigint | undefined;
  readonly localExtraLength: bigint | undefined;
  readonly zip64: number | undefined;
  readonly otherExtra: string;
  readonly overlap: number;
}

function write(entries: readonly OddEntry[], end: ReturnType<typeof endOf>): Buffer {
  let body = Buffer.from(end.before, 'latin1');
  const directory: Buffer[] = [];
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const contents = Buffer.from(entry.contents, 'latin1');
    const packed = entry.method === 8 ? deflateRawSync(contents) : contents;
    const at = Math.max(0, body.length - entry.overlap);
    const [size, stored] = [entry.size ?? BigInt(contents.length), entry.storedSize ?? BigInt(packed.length)];
    const place = entry.offset ?? BigInt(at);
    const sum = entry.crc32 ?? crc32(contents);
    const wide =
      entry.zip64 === undefined
        ? undefined
        : little([size, 8], [stored, 8], [place, 8]).subarray(0, entry.zip64);
    const extra = Buffer.concat([
      Buffer.from(entry.otherExtra, 'latin1'),
      ...(wide ? [little([1, 2], [wide.length, 2]), wide] : []),
    ]);
    const narrow = (value: Field): Field => (wide ? 0xffffffffn : value);
    const local = little(
      [0x04034b50, 4],
      [20, 2],
      [entry.flags, 2],
      [entry.method, 2],
      [0, 4],
      [sum, 4],
      [stored, 4],
      [size, 4],
      [entry.localNameLength ?? name.length, 2],
      [entry.localExtraLength ?? 0, 2],
    );
    body = Buffer.concat([body.subarray(0, at), local, name, packed]);
    directory.push(
      little(
        [0x02014b50, 4],
        [20, 2],
        [20, 2],
        [entry.flags, 2],
        [entry.method, 2],
        [0, 4],
        [sum, 4],
        [narrow(stored), 4],
        [narrow(size), 4],
        [name.length, 2],
        [extra.length, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [narrow(place), 4],
      ),
      name,
      extra,
    );
  }
  const all = Buffer.concat(directory);
  const [count, length, start] = [
    end.count ?? BigInt(entries.length),
    end.length ?? BigInt(all.length),
    end.start ?? BigInt(body.length),
  ];
  const { zip64 } = end;
  const record = zip64
    ? [
        little(
          [0x06064b50, 4],
          [44, 8],
          [45, 2],
          [45, 2],
          [0, 4],
          [0, 4],
          [zip64.count ?? count, 8],
          [zip64.count ?? count, 8],
          [zip64.length ?? length, 8],
          [zip64.start ?? start, 8],
        ),
        little([0x07064b50, 4], [0, 4], [zip64.at ?? body.length + all.length, 8], [1, 4]),
      ]
    : [];
  const comment = Buffer.from(end.comment, 'latin1');
  const tail = little(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [length, 4],
    [start, 4],
    [comment.length, 2],
  );
  return Buffer.concat([body, all, ...record, tail, comment]);
}

const endOf = (end: {
  count: bigint | undefined;
  length: bigint | undefined;
  start: bigint | undefined;
  zip64:
    | {
        count: bigint | undefined;
        length: bigint | undefined;
        start: bigint | undefined;
        at: bigint | undefined;
      }
    | undefined;
  comment: string;
  before: string;
}) => end;

/**
 * Archives of files of these names.
 * @param more other contents that they may have
 */
export function oddZip(
  names: readonly string[],
  more: fc.Arbitrary<string> = entryFields.contents,
): fc.Arbitrary<Buffer> {
  const entry = fc.record({
    name: fc.constantFrom(...names),
    ...entryFields,
    contents: fc.oneof(entryFields.contents, more),
  });
  return fc
    .tuple(fc.array(entry, { maxLength: 5 }), fc.record(endFields))
    .map(([entries, end]) => write(entries, endOf(end)));
}
