import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type CollectionFile, collectionFiles } from '../corpus/collection-files.js';
import { type FileShard, filesOfShard } from '../corpus/file-shard.js';
import { isBlank, readBytes, splitLines } from '../corpus/lines.js';
import { fileError, TseriniError } from '../util/errors.js';

/** A line of a collection that is not blank. */
export interface CollectionLine {
  readonly text: string;
  /** File and line, for messages. */
  readonly where: string;
  /** Which record of the collection it is, from 1. */
  readonly number: number;
}

/** The files of a JsonVectorCollection with one record per line, read as often as needed. */
export class VectorCollection {
  readonly #files: readonly CollectionFile[];
  /** Bytes on the disk. */
  readonly bytes: number;
  #finished = 0;
  #reading: ReadStream | undefined;

  private constructor(files: readonly CollectionFile[]) {
    this.#files = files;
    this.bytes = files.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param input a .jsonl or .json file, plain or .gz, or a folder of them
   * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT`, `USAGE` (the shard)
   */
  static async open(input: string, shard?: FileShard): Promise<VectorCollection> {
    const files = await collectionFiles(input);
    return new VectorCollection(shard ? filesOfShard(files, shard) : files);
  }

  /** Bytes of the files read so far in the pass under way, compressed ones as they are. */
  get bytesRead(): number {
    return this.#finished + (this.#reading?.bytesRead ?? 0);
  }

  /**
   * A hash over the names, sizes and times of the files, and over the options that decide what is indexed of them.
   */
  async fingerprint(options: object): Promise<string> {
    const files = await Promise.all(
      this.#files.map(async ({ path, size }) => [basename(path), size, (await stat(path)).mtimeMs]),
    );
    return createHash('sha256')
      .update(JSON.stringify({ files, ...options }))
      .digest('hex');
  }

  /**
   * Reads the records' lines, in the order of the files. Holds one line at a time.
   * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT`
   */
  async *lines(signal?: AbortSignal): AsyncGenerator<CollectionLine> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    this.#finished = 0;
    let number = 0;
    for (const { path, size } of this.#files) {
      const source = { name: path, open: () => this.#open(path) };
      let line = 0;
      for await (const bytes of splitLines(readBytes(source, signal, 'collection'), source.name)) {
        line++;
        if (isBlank(bytes)) continue;
        const where = `${path}:${line}`;
        yield { text: decode(decoder, bytes, where), where, number: ++number };
      }
      this.#finished += size;
      this.#reading = undefined;
    }
  }

  #open(path: string): ReadStream {
    this.#reading = createReadStream(path, { highWaterMark: 1 << 18 });
    return this.#reading;
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, where: string): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new TseriniError('INPUT', `${where}: not UTF-8`, { cause: error });
  }
}

/**
 * The ids of a whitelist, one per line.
 * @throws TseriniError `NOT_FOUND`, `IO`
 */
export async function readWhitelist(path: string): Promise<ReadonlySet<string>> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
    return new Set(lines.filter((line) => line !== ''));
  } catch (error) {
    throw fileError(error, 'the whitelist', path);
  }
}
