import fc from 'fast-check';
import { oddNumbers } from './odd-json.ts';

// safetensors files that are right but for offsets, shapes, types, or the length of the header.

const size = fc.oneof(
  { weight: 5, arbitrary: fc.nat(8).map(String) },
  { weight: 2, arbitrary: fc.constantFrom(...oddNumbers) },
  { weight: 1, arbitrary: fc.constantFrom('9007199254740991', '3037000500', '1e15', '"1"', 'null', '[]') },
);
const shape: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 8, arbitrary: fc.array(size, { maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Array(400).fill('9007199254740991'), Array(9000).fill('1'), [
      '0',
      ...Array(400).fill('9007199254740991'),
    ]),
  },
);
const type = fc.constantFrom(
  'F32',
  'F32',
  'F16',
  'BF16',
  'I64',
  'I8',
  'F8_E4M3',
  'toString',
  '__proto__',
  '',
);
const name = fc.constantFrom(
  'a',
  'b',
  'a.weight',
  '',
  '__proto__',
  '__metadata__',
  'x'.repeat(30_000),
  '\\ud800',
  '1',
);
const tensor = fc.record({
  name,
  type,
  shape,
  /** Right: behind the one before, as long as type and shape say. */
  offsets: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.tuple(size, size) },
    { weight: 1, arbitrary: fc.constantFrom(['8', '0'], ['0', '0'], ['0', '9007199254740991'], ['1']) },
  ),
  extra: fc.constantFrom(
    '',
    '',
    '',
    ',"shape":[1]',
    ',"data_offsets":[0,4]',
    ',"x":{"y":[[[]]]}',
    ',"dtype":null',
  ),
});
const bytesOf: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, I64: 8, I8: 1 };

/** Whole files. */
export const oddSafetensors = fc
  .record({
    tensors: fc.array(tensor, { maxLength: 5 }),
    start: fc.constantFrom(
      '',
      '',
      '',
      '"__metadata__":{"format":"pt"},',
      '"__metadata__":null,',
      '"__metadata__":',
    ),
    padding: fc.constantFrom('', '', ' ', '   ', '\n', '\0', '\ufeff', '}'),
    headerLie: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0n) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(1n, -1n, 8n, 100_000_001n, 1n << 31n, 1n << 53n, 1n << 63n, -100n),
      },
    ),
    data: fc.constantFrom(0, 0, 1, -1, 8, 1000),
  })
  .map(({ tensors, start, padding, headerLie, data }) => {
    let end = 0;
    const entries = tensors.map(({ name: key, type: dtype, shape: sizes, offsets, extra }) => {
      const length = sizes.reduce((product, one) => product * Number(one), bytesOf[dtype] ?? 1);
      const next = end + (length >= 0 && length < 100_000 ? Math.trunc(length) : 0);
      const span = offsets ?? [end, next];
      end = next;
      return `"${key}":{"dtype":"${dtype}","shape":[${sizes}],"data_offsets":[${span}]${extra}}`;
    });
    const json = Buffer.from(`{${start}${entries.join(',')}}${padding}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt.asUintN(64, BigInt(json.length) + headerLie));
    return Buffer.concat([length, json, Buffer.alloc(Math.max(0, end + data))]);
  });
