import { type FileHandle, open, rm } from 'node:fs/promises';
import { TseriniError } from '../util/errors.js';
import { temporaryPath } from '../util/files/temporary-path.js';
import { zipBytes } from '../util/zip/write-zip.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import { npyHead } from './npy.js';
import type { Vocabulary } from './vocabulary.js';

const bufferBytes = 1 << 20;

/** Whole numbers up to here are exact in float32. */
const largestExact = 2 ** 24;

/**
 * Collects vectors as the arrays of a sparse matrix in CSR form, in files beside the output, since their lengths come
 * before them in an archive. The weights become float32, the columns int32, the starts of rows int64.
 */
export class NpzSpool implements AsyncDisposable {
  readonly #vocabulary: Vocabulary;
  readonly #data: Spool;
  readonly #indices: Spool;
  readonly #indptr: Spool;
  #rows = 0;
  #entries = 0;

  private constructor(vocabulary: Vocabulary, [data, indices, indptr]: [Spool, Spool, Spool]) {
    this.#vocabulary = vocabulary;
    this.#data = data;
    this.#indices = indices;
    this.#indptr = indptr;
  }

  /** @param path the archive, beside which the files are */
  static async open(path: string, vocabulary: Vocabulary): Promise<NpzSpool> {
    const spools: Spool[] = [];
    try {
      for (let i = 0; i < 3; i++) spools.push(await Spool.open(temporaryPath(path, 'tmp')));
    } catch (error) {
      for (const spool of spools) await spool.close();
      throw error;
    }
    const spool = new NpzSpool(vocabulary, spools as [Spool, Spool, Spool]);
    await spool.#indptr.add(8, (bytes, at) => bytes.writeBigInt64LE(0n, at));
    return spool;
  }

  /** @throws TseriniError `INPUT` for a weight that float32 does not hold, or a token that the vocabulary lacks */
  async add({ id, vector }: VectorRecord): Promise<void> {
    const entries = [...vector]
      .filter(([, weight]) => weight > 0)
      .map(([token, weight]) => [this.#vocabulary.number(token), weight] as const)
      .sort(([a], [b]) => a - b);
    for (const [number, weight] of entries) {
      if (weight > largestExact) {
        throw new TseriniError('INPUT', `document ${id}: the weight ${weight} is not exact in float32`, {
          value: weight,
        });
      }
      await this.#data.add(4, (bytes, at) => bytes.writeFloatLE(weight, at));
      await this.#indices.add(4, (bytes, at) => bytes.writeInt32LE(number, at));
    }
    this.#entries += entries.length;
    this.#rows++;
    await this.#indptr.add(8, (bytes, at) => bytes.writeBigInt64LE(BigInt(this.#entries), at));
  }

  /** The archive, as `scipy.sparse.save_npz` writes it uncompressed. */
  async *archive(): AsyncGenerator<Buffer> {
    for (const spool of [this.#data, this.#indices, this.#indptr]) await spool.flush();
    const shape = Buffer.alloc(16);
    shape.writeBigInt64LE(BigInt(this.#rows), 0);
    shape.writeBigInt64LE(BigInt(this.#vocabulary.size), 8);
    yield* zipBytes([
      { name: 'indices.npy', head: npyHead('<i4', [this.#entries]), file: this.#indices.path },
      { name: 'indptr.npy', head: npyHead('<i8', [this.#rows + 1]), file: this.#indptr.path },
      { name: 'format.npy', head: Buffer.concat([npyHead('|S3', []), Buffer.from('csr')]) },
      { name: 'shape.npy', head: Buffer.concat([npyHead('<i8', [2]), shape]) },
      { name: 'data.npy', head: npyHead('<f4', [this.#entries]), file: this.#data.path },
    ]);
  }

  /** Removes the files. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const spool of [this.#data, this.#indices, this.#indptr]) await spool.close();
  }
}

/** A file that grows. */
class Spool {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #buffer = Buffer.alloc(bufferBytes);
  #filled = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<Spool> {
    return new Spool(path, await open(path, 'wx'));
  }

  async add(size: number, write: (bytes: Buffer, at: number) => void): Promise<void> {
    if (this.#filled + size > bufferBytes) await this.flush();
    write(this.#buffer, this.#filled);
    this.#filled += size;
  }

  async flush(): Promise<void> {
    await this.#file.appendFile(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.path, { force: true });
  }
}
