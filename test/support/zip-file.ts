import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly contents: string | Buffer;
  /** What the directory says instead of the truth. */
  readonly lie?: { size?: number; crc32?: number; method?: number; flags?: number; offset?: number };
}

const signature = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
/** The placeholder of a number that is in the zip64 part. */
const elsewhere = 0xffffffff;

/**
 * A zip archive of deflated files, each as the directory says or not.
 * @param zip64 with all sizes and positions in the form for archives of more than 4 GB
 */
export function deflatedZip(files: readonly ZippedFile[], zip64 = false): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const { name, contents, lie = {} } of files) {
    const bytes = Buffer.from(contents);
    const packed = deflateRawSync(bytes);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(lie.flags ?? 0, 2);
    common.writeUInt16LE(lie.method ?? 8, 4);
    common.writeUInt32LE(lie.crc32 ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(lie.size ?? bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([uint32(signature.local), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    const offset = lie.offset ?? at;
    // Behind an extra field of another kind: a time.
    const wide = uint64s(lie.size ?? bytes.length, packed.length, offset);
    const extra = zip64
      ? Buffer.concat([Buffer.from([0x55, 0x54, 1, 0, 0, 1, 0, 24, 0]), wide])
      : Buffer.alloc(0);
    if (zip64) for (const field of [14, 18]) common.writeUInt32LE(elsewhere, field);
    common.writeUInt16LE(extra.length, 24);
    tail.writeUInt32LE(zip64 ? elsewhere : offset, 10);
    centrals.push(
      Buffer.concat([uint32(signature.central), Buffer.from([20, 0]), common, tail, nameBytes, extra]),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(centrals);
  const parts = [...locals, directory];
  if (zip64) {
    const [rest, version] = [uint64s(44), Buffer.from([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0])];
    const numbers = uint64s(files.length, files.length, directory.length, at);
    parts.push(uint32(signature.end64), rest, version, numbers);
    parts.push(uint32(signature.locator64), uint32(0), uint64s(at + directory.length), uint32(1));
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 4);
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 6);
  end.writeUInt32LE(zip64 ? elsewhere : directory.length, 8);
  end.writeUInt32LE(zip64 ? elsewhere : at, 12);
  return Buffer.concat([...parts, uint32(signature.end), end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * i);
  return bytes;
}
