import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type CollectionFile, collectionFiles } from '../corpus/collection-files.js';
import { type FileShard, filesOfShard } from '../corpus/file-shard.js';
import { lineText, readLines } from '../util/files/read-lines.js';

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
  #bytesRead = 0;

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
    return new VectorCollection(shard ? filesOfShard(files, shard, ({ path }) => path) : files);
  }

  /** The files, in their order. */
  get paths(): readonly string[] {
    return this.#files.map(({ path }) => path);
  }

  /** Bytes of the files read so far in the pass under way, compressed ones as they are. */
  get bytesRead(): number {
    return this.#bytesRead;
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
    let number = 0;
    let finished = 0;
    const onProgress = (done: number) => {
      this.#bytesRead = finished + done;
    };
    onProgress(0);
    for (const { path, size } of this.#files) {
      for await (const line of readLines('collection', path, { signal, onProgress })) {
        yield { text: lineText(path, line), where: `${path}:${line.number}`, number: ++number };
      }
      finished += size;
    }
  }
}
