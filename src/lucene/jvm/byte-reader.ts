/**
 * Reads what the shim's `ByteWriter` wrote: little-endian numbers, and texts as an int32 length before
 * their UTF-8 bytes.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  int32(): number {
    this.#position += 4;
    return this.#bytes.readInt32LE(this.#position - 4);
  }

  /** Whole numbers up to 2^53. */
  int64(): number {
    this.#position += 8;
    return Number(this.#bytes.readBigInt64LE(this.#position - 8));
  }

  float32(): number {
    this.#position += 4;
    return this.#bytes.readFloatLE(this.#position - 4);
  }

  text(): string {
    const length = this.int32();
    this.#position += length;
    return this.#bytes.toString('utf8', this.#position - length, this.#position);
  }

  /** As many values as asked for. */
  array<T>(length: number, read: () => T): T[] {
    return Array.from({ length }, read);
  }
}
