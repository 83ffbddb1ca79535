import { TseriniError } from '../util/errors.js';

// The format of NumPy's arrays: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

/** The head of an array of NumPy, version 1.0, little-endian, of one dimension or none. */
export function npyHead(descr: string, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The array begins at a multiple of 64 bytes.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(`${text.padEnd(length - 1)}\n`, 10, 'latin1');
  return head;
}

type Read = (bytes: DataView, at: number) => number;

/** Numbers by NumPy's names of their types; a 64-bit number that is not exact as a double becomes NaN. */
const numberTypes: Readonly<Record<string, readonly [size: number, read: Read]>> = {
  i1: [1, (bytes, at) => bytes.getInt8(at)],
  u1: [1, (bytes, at) => bytes.getUint8(at)],
  i2: [2, (bytes, at) => bytes.getInt16(at, true)],
  u2: [2, (bytes, at) => bytes.getUint16(at, true)],
  i4: [4, (bytes, at) => bytes.getInt32(at, true)],
  u4: [4, (bytes, at) => bytes.getUint32(at, true)],
  i8: [8, (bytes, at) => safe(bytes.getBigInt64(at, true))],
  u8: [8, (bytes, at) => safe(bytes.getBigUint64(at, true))],
  f4: [4, (bytes, at) => bytes.getFloat32(at, true)],
  f8: [8, (bytes, at) => bytes.getFloat64(at, true)],
};

function safe(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

const headLine =
  /^\{'descr': '([<|>=]?)(\w+)', 'fortran_order': (True|False), 'shape': \(((?:\d+(?:, ?\d+)*,?)?)\),? ?\}\s*$/;
const longestHead = 1 << 16;

/** An array of NumPy that is read piece by piece. */
export class NpyReader {
  readonly #queue: ByteQueue;
  readonly #where: string;
  /** NumPy's name of the type, without the order of bytes: `f4`. */
  readonly type: string;
  /** How many numbers there are. */
  readonly length: number;

  private constructor(queue: ByteQueue, where: string, type: string, length: number) {
    this.#queue = queue;
    this.#where = where;
    this.type = type;
    this.length = length;
  }

  /**
   * Reads the head.
   * @param where the file and the array, for messages
   * @throws TseriniError `INPUT` where it is no array of one dimension, or none, in little-endian order
   */
  static async open(bytes: AsyncIterable<Uint8Array>, where: string): Promise<NpyReader> {
    const queue = new ByteQueue(bytes, where);
    try {
      const { type, length } = await readHead(queue, where);
      return new NpyReader(queue, where, type, length);
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  /**
   * The next numbers.
   * @throws TseriniError `INPUT` where they are of another type, or cut off
   */
  async numbers(count: number): Promise<number[]> {
    const [size, read] = numberTypes[this.type] ?? [];
    if (!size || !read) throw refusal(this.#where, `its type ${this.type} is not read`);
    const bytes = await this.#queue.take(count * size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: count }, (_, i) => read(view, i * size));
  }

  /** The bytes of a text. */
  async text(): Promise<string> {
    const size = Number(/^[SU](\d+)$/.exec(this.type)?.[1]) * (this.type[0] === 'U' ? 4 : 1);
    if (!(size > 0 && size < 100))
      throw refusal(this.#where, `its type ${this.type} is not that of a short text`);
    return (await this.#queue.take(size)).toString('latin1').replaceAll('\0', '');
  }

  /** Reads to the end. @throws TseriniError `INPUT` where more is there than its head says, or the archive is damaged */
  async end(): Promise<void> {
    if (!(await this.#queue.atEnd())) throw refusal(this.#where, 'it has more numbers than its head says');
  }

  /** Frees what it reads from. */
  close(): Promise<void> {
    return this.#queue.close();
  }
}

async function readHead(queue: ByteQueue, where: string): Promise<{ type: string; length: number }> {
  const start = await queue.take(10);
  const version = start[6];
  if (start.toString('latin1', 0, 6) !== '\x93NUMPY' || !(version === 1 || version === 2 || version === 3)) {
    throw refusal(where, 'not an array of NumPy');
  }
  let length = start.readUInt16LE(8);
  if (version > 1) length += (await queue.take(2)).readUInt16LE(0) * 65_536;
  if (length > longestHead) throw refusal(where, `its head takes ${length} bytes`);
  const head = (await queue.take(length)).toString('latin1');
  const [, order, type, , shape] = headLine.exec(head) ?? [];
  if (type === undefined) throw refusal(where, `its head is not read: ${head.trim().slice(0, 100)}`);
  if (order === '>') throw refusal(where, 'its numbers are in big-endian order');
  const sizes = shape!.split(',').filter((size) => size.trim() !== '');
  if (sizes.length > 1) throw refusal(where, `it has ${sizes.length} dimensions`);
  return { type, length: sizes.length === 0 ? 1 : Number(sizes[0]) };
}

function refusal(where: string, what: string): TseriniError {
  return new TseriniError('INPUT', `${where}: ${what}`, { value: where });
}

/** Takes bytes in other portions than they come. */
class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #where: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>, where: string) {
    this.#chunks = bytes[Symbol.asyncIterator]();
    this.#where = where;
  }

  async take(count: number): Promise<Buffer> {
    if (this.#rest.length < count) await this.#fill(count);
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #fill(count: number): Promise<void> {
    const parts: Uint8Array[] = [this.#rest];
    let size = this.#rest.length;
    while (size < count) {
      const { done, value } = await this.#chunks.next();
      if (done) throw refusal(this.#where, 'it is cut off');
      parts.push(value);
      size += value.length;
    }
    this.#rest = Buffer.concat(parts);
  }

  async atEnd(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return true;
      this.#rest = Buffer.from(value);
    }
    return false;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
