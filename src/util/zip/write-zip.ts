import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A file of an archive: bytes that precede a file on the disk, both stored as they are. */
export interface ZipInput {
  readonly name: string;
  readonly head: Buffer;
  /** Absent: the head is all. */
  readonly file?: string;
}

// Layouts: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3. Sizes are always in the zip64 fields.
const zip64 = 45;
const inZip64 = 0xffffffff;
/** 1980-01-01, the first day that a zip archive knows: the same contents give the same bytes. */
const firstDay = 0x21;

/** The bytes of a zip archive, piece by piece. Each file is read twice, first for its checksum. */
export async function* zipBytes(inputs: readonly ZipInput[]): AsyncGenerator<Buffer> {
  const central: Buffer[] = [];
  let position = 0;
  for (const input of inputs) {
    let checksum = crc32(input.head);
    let size = input.head.length;
    for await (const chunk of bytesOf(input)) {
      checksum = crc32(chunk, checksum);
      size += chunk.length;
    }
    const name = Buffer.from(input.name);
    const local = Buffer.concat([header(0x04034b50, checksum, name, 20), name, extra(size, size)]);
    central.push(Buffer.concat([header(0x02014b50, checksum, name, 28), name, extra(size, size, position)]));
    yield local;
    yield input.head;
    for await (const chunk of bytesOf(input)) yield chunk;
    position += local.length + size;
  }
  yield* central;
  const length = central.reduce((sum, entry) => sum + entry.length, 0);
  yield endOf(inputs.length, length, position);
}

async function* bytesOf({ file }: ZipInput): AsyncGenerator<Buffer> {
  if (file !== undefined) yield* createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>;
}

/** A header up to the name: of the file itself, or of its entry in the directory. */
function header(signature: number, checksum: number, name: Buffer, extraLength: number): Buffer {
  const isCentral = signature === 0x02014b50;
  const bytes = Buffer.alloc(isCentral ? 46 : 30);
  bytes.writeUInt32LE(signature, 0);
  if (isCentral) bytes.writeUInt16LE(zip64, 4);
  const at = isCentral ? 6 : 4;
  bytes.writeUInt16LE(zip64, at);
  bytes.writeUInt16LE(firstDay, at + 8);
  bytes.writeUInt32LE(checksum, at + 10);
  bytes.writeUInt32LE(inZip64, at + 14);
  bytes.writeUInt32LE(inZip64, at + 18);
  bytes.writeUInt16LE(name.length, at + 22);
  bytes.writeUInt16LE(extraLength, at + 24);
  if (isCentral) bytes.writeUInt32LE(inZip64, 42);
  return bytes;
}

function extra(...sizes: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 8 * sizes.length);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(8 * sizes.length, 2);
  for (const [i, size] of sizes.entries()) bytes.writeBigUInt64LE(BigInt(size), 4 + 8 * i);
  return bytes;
}

function endOf(count: number, length: number, start: number): Buffer {
  const bytes = Buffer.alloc(56 + 20 + 22);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  bytes.writeUInt16LE(zip64, 12);
  bytes.writeUInt16LE(zip64, 14);
  bytes.writeBigUInt64LE(BigInt(count), 24);
  bytes.writeBigUInt64LE(BigInt(count), 32);
  bytes.writeBigUInt64LE(BigInt(length), 40);
  bytes.writeBigUInt64LE(BigInt(start), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(start + length), 64);
  bytes.writeUInt32LE(1, 72);
  bytes.writeUInt32LE(0x06054b50, 76);
  bytes.writeUInt16LE(count, 84);
  bytes.writeUInt16LE(count, 86);
  bytes.writeUInt32LE(inZip64, 88);
  bytes.writeUInt32LE(inZip64, 92);
  return bytes;
}
