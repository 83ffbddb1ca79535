import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly contents: string | Buffer;
  /** What the directory says instead of the truth. */
  readonly lie?: { size?: number; crc32?: number; method?: number; flags?: number; offset?: number };
}

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };

/** A zip archive of deflated files, each as the directory says or not. */
export function deflatedZip(files: readonly ZippedFile[]): Buffer {
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
    tail.writeUInt32LE(lie.offset ?? at, 10);
    centrals.push(Buffer.concat([uint32(signature.central), Buffer.from([20, 0]), common, tail, nameBytes]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, uint32(signature.end), end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
