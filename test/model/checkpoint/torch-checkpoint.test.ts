import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTorchCheckpoint } from '#tserini/model/checkpoint/torch-checkpoint.js';
import { tempFolder } from '../../support/temp.ts';
import {
  global,
  statePickle,
  type TorchTensor,
  text,
  torchBytes,
  type ZipFile,
  zipBytes,
} from '../../support/torch-file.ts';

const tensor = { name: 'weight', shape: [2, 3], bytes: Buffer.alloc(24, 7) };
const data: ZipFile = { name: 'm/data/0', bytes: tensor.bytes };
const pickle = (bytes: Buffer): ZipFile => ({ name: 'm/data.pkl', bytes });
const good = pickle(statePickle([tensor], 'FloatStorage'));

/** A pickle that calls a function when it is loaded by Python. */
const attack = (module: string, name: string) =>
  Buffer.concat([
    Buffer.from([0x80, 2]),
    global(module, name),
    Buffer.from('X\x02\x00\x00\x00id\x85R.', 'latin1'),
  ]);

async function read(bytes: Buffer) {
  const path = join(await tempFolder(), 'pytorch_model.bin');
  await writeFile(path, bytes);
  return readTorchCheckpoint(path);
}

describe('readTorchCheckpoint', () => {
  it('finds the bytes of each tensor', async () => {
    const bytes = torchBytes([tensor, { ...tensor, name: 'other', bytes: Buffer.alloc(24, 9) }], 'F32');
    const tensors = await read(bytes);
    for (const [name, fill] of [
      ['weight', 7],
      ['other', 9],
    ] as const) {
      const { offset, shape, type } = tensors.get(name)!;
      expect({ shape, type }).toEqual({ shape: [2, 3], type: 'F32' });
      expect(bytes.subarray(offset, offset + 24)).toEqual(Buffer.alloc(24, fill));
    }
  });

  it('skips tensors of unsupported types', async () => {
    const ids = pickle(statePickle([tensor], 'LongStorage'));
    expect((await read(zipBytes([ids, data]))).size).toBe(0);
  });

  const zipped = zipBytes([good, data]);
  const deflated = deflateRawSync(tensor.bytes);
  const compressed = Buffer.from(zipBytes([good, { name: data.name, bytes: deflated }]));
  // The method of the last entry in the directory.
  compressed.writeUInt16LE(8, compressed.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 10);

  const bad: readonly (readonly [string, Buffer, RegExp])[] = [
    ['os.system', zipBytes([pickle(attack('os', 'system'))]), /refused: .* uses os\.system, which/],
    ['posix.system', zipBytes([pickle(attack('posix', 'system'))]), /uses posix\.system/],
    ['builtins.eval', zipBytes([pickle(attack('builtins', 'eval'))]), /uses builtins\.eval/],
    ['INST', zipBytes([pickle(Buffer.from('(ios\nsystem\n.'))]), /uses opcode 0x69/],
    [
      'a call of a number',
      zipBytes([pickle(Buffer.from('K\x01)R.', 'latin1'))]),
      /a call of something that is not a function/,
    ],
    [
      'an incomplete pickle',
      zipBytes([pickle(good.bytes.subarray(0, 60)), data]),
      /its pickle is incomplete/,
    ],
    ['a pickle of something else', zipBytes([pickle(Buffer.from('K\x01.', 'latin1'))]), /no dict of tensors/],
    [
      'a path outside the archive',
      zipBytes([good, data, { name: '../../etc/x', bytes: data.bytes }]),
      /path outside of it/,
    ],
    ['an absolute path', zipBytes([good, data, { name: '/etc/x', bytes: data.bytes }]), /path outside of it/],
    ['a missing storage', zipBytes([good]), /storage 0 of tensor weight is not in it/],
    ['a short storage', zipBytes([good, { ...data, bytes: Buffer.alloc(20) }]), /beyond its storage/],
    ['a compressed storage', compressed, /storage of tensor weight is compressed/],
    [
      'big-endian values',
      zipBytes([good, data, { name: 'm/byteorder', bytes: Buffer.from('big') }]),
      /order is big/,
    ],
    [
      'a name of exponentially nested lists',
      zipBytes([pickle(Buffer.from(`]q\x00${'h\x00h\x00\x86q\x00'.repeat(60)}h\x00\x93.`, 'latin1'))]),
      /its pickle is incomplete/,
    ],
    [
      'millions of objects',
      zipBytes([pickle(Buffer.alloc(3_000_000, '}'))]),
      /uses more than 2000000 opcodes/,
    ],
    ...(
      [
        ['that ends within a line', 'cos'],
        ['without the mark of its tuple', 'Nt.'],
        ['that recalls a value it has not stored', 'h\x07.'],
        ['that is empty', ''],
        ['that pops an empty stack', '0.'],
        ['whose dict has a key without a value', '}(Nu.'],
        ['that adds an item to something other than a dict', ']NNs.'],
        ['that appends to something other than a list', '}Na.'],
        ['that names a global by a number', 'K\x01K\x02\x93.'],
        ['that is shorter than its text', 'X\xff\x00\x00\x00a.'],
      ] as const
    ).map(([what, program]): [string, Buffer, RegExp] => [
      `a pickle ${what}`,
      zipBytes([pickle(Buffer.from(program, 'latin1'))]),
      /damaged checkpoint, download it again: .*: its pickle is incomplete/,
    ]),
    [
      'a call without arguments',
      zipBytes([pickle(global('collections', 'OrderedDict')), data]),
      /is incomplete/,
    ],
    [
      'a call with null as arguments',
      zipBytes([pickle(Buffer.concat([global('collections', 'OrderedDict'), Buffer.from('NR.')]))]),
      /a call of something that is not a function/,
    ],
    [
      'a call of a storage',
      zipBytes([pickle(Buffer.concat([global('torch', 'FloatStorage'), Buffer.from(')R.')]))]),
      /it calls torch\.FloatStorage/,
    ],
    ['no data.pkl', zipBytes([data]), /contains no data\.pkl/],
    ['a zip cut short', zipped.subarray(0, zipped.length - 30), /damaged zip archive/],
    ['the format before torch 1.6', Buffer.from([0x80, 2, 0x8a, 10, 1, 2]), /torch before 1\.6/],
    ['a file that is not a zip archive', Buffer.from('not a zip archive'), /it is not a zip archive/],
    ['an empty file', Buffer.alloc(0), /it is not a zip archive/],
  ];
  it.each(bad)('refuses %s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  const large = Number.MAX_SAFE_INTEGER;
  const shapes: readonly (readonly [string, Partial<TorchTensor>, RegExp])[] = [
    ['one row more than its storage', { shape: [3, 3] }, /weight goes beyond its storage/],
    ['a start after its first element', { offset: 1 }, /weight goes beyond its storage/],
    ['a start after its storage', { offset: large }, /weight goes beyond its storage/],
    ['more elements than a number can count', { shape: [large, large] }, /weight goes beyond its storage/],
    // Infinity times 0 is NaN, which is never greater than a size.
    [
      'no elements in more rows than a number can count',
      { shape: [...Array<number>(21).fill(large), 0], strides: [...Array<number>(21).fill(0), 1] },
      /weight goes beyond its storage/,
    ],
    ['columns first', { strides: [1, 2] }, /weight is not stored row by row/],
    ['the same row repeated', { strides: [0, 1] }, /weight is not stored row by row/],
    ['fewer strides than sizes', { strides: [1] }, /not described as torch does/],
    ['a size below 0', { shape: [-2, 3] }, /not described as torch does/],
    ['half a row', { shape: [1.5, 3] }, /not described as torch does/],
    ['a size that is NaN', { shape: [Number.NaN, 3] }, /not described as torch does/],
    ['an infinite size', { shape: [Number.POSITIVE_INFINITY, 3] }, /not described as torch does/],
    ['a start below 0', { offset: -1 }, /not described as torch does/],
  ];
  it.each(shapes)('refuses a tensor of %s', async (_, change, message) => {
    const changed = pickle(statePickle([{ ...tensor, ...change }], 'FloatStorage'));
    await expect(read(zipBytes([changed, data]))).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it('ignores the stride of an axis of size 1', async () => {
    const row = pickle(statePickle([{ ...tensor, shape: [1, 6], strides: [1, 1] }], 'FloatStorage'));
    expect((await read(zipBytes([row, data]))).get('weight')).toMatchObject({ shape: [1, 6] });
  });

  it('reads a pickle of 16 MB, and refuses a byte more', async () => {
    const limit = 16 << 20;
    // A text that is put on the stack and taken away again.
    const padded = (length: number) => {
      const rest = text('').length + 1 + good.bytes.length;
      const bytes = Buffer.concat([text('a'.repeat(length - rest)), Buffer.from('0'), good.bytes]);
      expect(bytes).toHaveLength(length);
      return zipBytes([pickle(bytes), data]);
    };
    expect((await read(padded(limit))).size).toBe(1);
    await expect(read(padded(limit + 1))).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining(`its data.pkl has ${limit + 1} bytes, more than ${limit}`),
    });
  });

  it('finds a tensor inside a parameter, and skips other values', async () => {
    const view = statePickle([tensor], 'FloatStorage').toString('latin1');
    const rebuild = 'ctorch._utils\n_rebuild_tensor_v2\n';
    const parameter = view
      .replace(rebuild, `ctorch._utils\n_rebuild_parameter\n(${rebuild}`)
      .replace(')RtR', ')RtR\x88)tR');
    expect(
      (await read(zipBytes([pickle(Buffer.from(parameter, 'latin1')), data]))).get('weight'),
    ).toMatchObject({
      shape: [2, 3],
    });
    const others = 'ccollections\nOrderedDict\n)R(X\x01\x00\x00\x00aK\x01K\x02K\x03u.';
    expect((await read(zipBytes([pickle(Buffer.from(others, 'latin1'))]))).size).toBe(0);
  });
});
