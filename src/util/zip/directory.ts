import type { FileHandle } from 'node:fs/promises';
import { type ErrorCode, TseriniError } from '../errors.js';

/** One file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored as it is, 8: deflated. */
  readonly method: number;
  /** The position of its bytes in the archive. */
  readonly offset: number;
  /** Bytes in the archive. */
  readonly storedSize: number;
  /** Bytes when unpacked. */
  readonly size: number;
  /** Of the unpacked bytes. */
  readonly crc32: number;
  readonly encrypted: boolean;
}

// Signatures and layouts: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const zip64Locator = 0x07064b50;
const zip64EndOfDirectory = 0x06064b50;
const zip64Extra = 0x0001;
const inZip64 = 0xffffffff;
/** Enough for some 100,000 files, the header of each of which is read. */
const maxDirectoryBytes = 8 << 20;

/**
 * Reads the directory of a zip archive, zip64 included.
 * @param code of the errors
 * @throws TseriniError where it is damaged or not a zip archive
 */
export async function readZipDirectory(
  file: FileHandle,
  path: string,
  code: ErrorCode = 'INPUT',
): Promise<ZipEntry[]> {
  try {
    return await readDirectory(file);
  } catch (error) {
    if (!(error instanceof DamagedZip)) throw error;
    throw new TseriniError(code, `damaged zip archive, download it again: ${path}: ${error.message}`, {
      value: path,
    });
  }
}

/** Thrown inside only. */
class DamagedZip extends Error {}

async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 65557), Math.min(size, 65557));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length) throw new DamagedZip('it has no directory');
  let count = tail.readUInt16LE(end + 10);
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === zip64Locator) {
    const record = await readAt(file, readUInt64(tail, locator + 8), 56);
    if (record.readUInt32LE(0) !== zip64EndOfDirectory)
      throw new DamagedZip('its zip64 directory is not there');
    count = readUInt64(record, 32);
    length = readUInt64(record, 40);
    start = readUInt64(record, 48);
  }
  if (start + length > size) throw new DamagedZip('its directory lies outside');
  if (length > maxDirectoryBytes) {
    throw new DamagedZip(`its directory has ${length} bytes, more than ${maxDirectoryBytes}`);
  }
  const directory = await readAt(file, start, length);
  const entries: ZipEntry[] = [];
  let position = 0;
  for (let i = 0; i < count; i++) {
    if (position + 46 > directory.length || directory.readUInt32LE(position) !== centralHeader) {
      throw new DamagedZip(`its directory ends after ${i} of ${count} entries`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      directory.readUInt16LE(position + at),
    );
    const nameEnd = position + 46 + nameLength!;
    entries.push(await locate(file, size, readCentral(directory, position, nameEnd, extraLength!)));
    position = nameEnd + extraLength! + commentLength!;
  }
  return entries;
}

function readCentral(directory: Buffer, at: number, nameEnd: number, extraLength: number): ZipEntry {
  const name = directory.toString('utf8', at + 46, nameEnd);
  // Sizes and offset that do not fit in 32 bits are in an extra field, in this order.
  const extra = findExtra(directory.subarray(nameEnd, nameEnd + extraLength));
  let used = 0;
  const wide = (field: number): number => {
    const value = directory.readUInt32LE(at + field);
    if (value !== inZip64) return value;
    used += 8;
    if (!extra || used > extra.length) throw new DamagedZip(`entry ${name} lacks its zip64 sizes`);
    return readUInt64(extra, used - 8);
  };
  const size = wide(24);
  const storedSize = wide(20);
  return {
    name,
    method: directory.readUInt16LE(at + 10),
    size,
    storedSize,
    offset: wide(42),
    crc32: directory.readUInt32LE(at + 16),
    encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
  };
}

function findExtra(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === zip64Extra) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

/** The directory has the position of the entry's own header, whose name and extra field may have other lengths. */
async function locate(file: FileHandle, size: number, entry: ZipEntry): Promise<ZipEntry> {
  const header = await readAt(file, entry.offset, 30);
  if (header.readUInt32LE(0) !== localHeader)
    throw new DamagedZip(`entry ${entry.name} is not where it should be`);
  const offset = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (offset + entry.storedSize > size)
    throw new DamagedZip(`entry ${entry.name} goes beyond the file's end`);
  return { ...entry, offset };
}

function readUInt64(buffer: Buffer, at: number): number {
  const value = Number(buffer.readBigUInt64LE(at));
  if (Number.isSafeInteger(value)) return value;
  throw new DamagedZip('a position in it is out of range');
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new DamagedZip(`it ends after ${position + bytesRead} bytes`);
  return buffer;
}
