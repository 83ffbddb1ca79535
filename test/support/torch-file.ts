import { crc32 } from 'node:zlib';

// What torch.save writes since 1.6: a zip of stored files, data.pkl among them.

export interface ZipFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A zip archive of files stored as they are. */
export function zipBytes(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const nameBytes = Buffer.from(name);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(bytes), 0);
    sums.writeUInt32LE(bytes.length, 4);
    sums.writeUInt32LE(bytes.length, 8);
    // torch pads each header so that the data begin at a multiple of 64.
    const padding = Buffer.alloc((64 - ((offset + 30 + nameBytes.length) % 64)) % 64);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    sums.copy(local, 14);
    local.writeUInt16LE(nameBytes.length, 26);
    local.writeUInt16LE(padding.length, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    sums.copy(central, 16);
    central.writeUInt16LE(nameBytes.length, 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, nameBytes);
    parts.push(local, nameBytes, padding, bytes);
    offset += 30 + nameBytes.length + padding.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

export const text = (value: string) => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from('X'), length, bytes]);
};
/** BININT, LONG1 or BINFLOAT, as Python chooses. */
const number = (value: number) => {
  const bytes = Buffer.alloc(10);
  if (!Number.isSafeInteger(value)) {
    bytes.write('G');
    bytes.writeDoubleBE(value, 1);
    return bytes.subarray(0, 9);
  }
  if (value === (value | 0)) {
    bytes.write('J');
    bytes.writeInt32LE(value, 1);
    return bytes.subarray(0, 5);
  }
  bytes.write('\x8a\x08', 'latin1');
  bytes.writeBigInt64LE(BigInt(value), 2);
  return bytes;
};
const op = (code: string) => Buffer.from(code, 'latin1');
const tuple = (values: readonly Buffer[]) => Buffer.concat([op('('), ...values, op('t')]);
export const global = (module: string, name: string) => op(`c${module}\n${name}\n`);

export interface TorchTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Default: row by row. */
  readonly strides?: readonly number[];
  /** Elements before the first. Default: none. */
  readonly offset?: number;
  readonly bytes: Buffer;
}

/** The pickle of a state dict whose tensors are each a storage of its own, named 0, 1, … */
export function statePickle(tensors: readonly TorchTensor[], storage: string): Buffer {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const items = tensors.flatMap(({ name, shape, strides, offset = 0, bytes }, i) => {
    const steps = strides ?? shape.map((_, axis) => product(shape.slice(axis + 1)));
    const id = [
      text('storage'),
      global('torch', storage),
      text(String(i)),
      text('cpu'),
      number(bytes.length),
    ];
    const noHooks = Buffer.concat([global('collections', 'OrderedDict'), op(')R')]);
    const args = [
      Buffer.concat([tuple(id), op('Q')]),
      number(offset),
      tuple(shape.map(number)),
      tuple(steps.map(number)),
      op('\x89'),
      noHooks,
    ];
    return [text(name), global('torch._utils', '_rebuild_tensor_v2'), tuple(args), op('R')];
  });
  return Buffer.concat([
    op('\x80\x02'),
    global('collections', 'OrderedDict'),
    op(')R('),
    ...items,
    op('u'),
    // The state of the OrderedDict: torch's _metadata.
    op('}'),
    text('_metadata'),
    op('}'),
    op('sb.'),
  ]);
}

const storages = { F32: 'FloatStorage', F16: 'HalfStorage', BF16: 'BFloat16Storage' } as const;

/** A `pytorch_model.bin` of these tensors. */
export function torchBytes(tensors: readonly TorchTensor[], type: keyof typeof storages): Buffer {
  return zipBytes([
    { name: 'pytorch_model/data.pkl', bytes: statePickle(tensors, storages[type]) },
    { name: 'pytorch_model/byteorder', bytes: Buffer.from('little') },
    ...tensors.map(({ bytes }, i) => ({ name: `pytorch_model/data/${i}`, bytes })),
    { name: 'pytorch_model/version', bytes: Buffer.from('3\n') },
  ]);
}
