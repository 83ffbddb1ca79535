import { availableParallelism } from 'node:os';
import { TseriniError } from '../errors.js';
import { collectionFiles } from './collection-files.js';
import { callJava, javaClass } from './jvm.js';

export interface IndexerOptions {
  /** Threads that parse and index. Default: one a core. With 1, documents keep the collection's order. */
  readonly threads?: number;
  /** Keep the last document of an id. Without it, a duplicate id is an error. Indexes with one thread. */
  readonly uniqueDocid?: boolean;
  /** Add to the index that is there, instead of replacing it. */
  readonly append?: boolean;
  /** Merge into one segment at the end. */
  readonly optimize?: boolean;
  /** Store positions, each token repeated as often as its weight says. Many times slower and larger. */
  readonly storePositions?: boolean;
  /** Store each document's vector, for relevance feedback in Anserini and Pyserini. */
  readonly storeDocvectors?: boolean;
  /** Store the text of the record's `contents`. */
  readonly storeContents?: boolean;
  /** Store the whole record as it stands in the collection. */
  readonly storeRaw?: boolean;
  /** Memory for postings before they go to the disk, in MB. Default: a quarter of the Java heap. */
  readonly memoryBuffer?: number;
}

export interface IndexingCall {
  /** Stops the indexing; the index is then as it was before. */
  readonly signal?: AbortSignal;
  /** Called a few times a second with the documents done and an estimate of how many there are. */
  readonly onProgress?: (documents: number, estimatedTotal: number) => void;
}

export interface IndexSummary {
  /** Documents in the index that came from this collection. */
  readonly indexed: number;
  /** Documents without a weight above 0; as in Anserini, they are not in the index. */
  readonly empty: number;
  /** Weights with a fraction, which was cut off. */
  readonly fractionalWeights: number;
}

interface JavaIndexer {
  run(): Promise<void>;
  cancelSync(): void;
  countsSync(): number[];
  bytesReadSync(): bigint | number;
}

type JavaOptions = Record<string, string | number | boolean>;

const pollMilliseconds = 100;

/**
 * Builds an impact index from a JsonVectorCollection, with Lucene's own files, which Anserini and
 * Pyserini read as well.
 *
 * ```ts
 * const summary = await new LuceneIndexer('index/nfcorpus').index('encode/nfcorpus');
 * console.log(`${summary.indexed} documents`);
 * ```
 */
export class LuceneIndexer {
  readonly #index: string;
  readonly #options: IndexerOptions;

  /** @param index the folder of the index, made if absent */
  constructor(index: string, options: IndexerOptions = {}) {
    const { threads, memoryBuffer } = options;
    if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
      throw new TseriniError('USAGE', `threads must be a whole number from 1 up, not ${threads}`, {
        value: threads,
      });
    }
    if (memoryBuffer !== undefined && !(memoryBuffer > 0 && memoryBuffer <= 2048)) {
      throw new TseriniError(
        'USAGE',
        `memoryBuffer must be above 0 and at most 2048 MB, not ${memoryBuffer}`,
        {
          value: memoryBuffer,
        },
      );
    }
    this.#index = index;
    this.#options = options;
  }

  /**
   * Indexes a collection in one transaction: the index changes all at once at the end, or not at all.
   * @param input a JSONL or JSON file, plain or .gz, or a folder of them
   * @throws TseriniError `NOT_FOUND`, `INPUT` (with file and line of each broken record, the first 20),
   *   `INDEX`, `IO`, `MEMORY`, `JVM`, `INTERRUPTED`
   */
  async index(input: string, call: IndexingCall = {}): Promise<IndexSummary> {
    call.signal?.throwIfAborted();
    const { files, bytes } = await collectionFiles(input);
    const Options = await javaClass<new () => JavaOptions>('IndexOptions');
    const Indexer = await javaClass<new (options: JavaOptions) => JavaIndexer>('ImpactIndexer');
    const indexer = new Indexer(this.#fill(new Options(), files));
    const cancel = () => indexer.cancelSync();
    const poll = () => {
      const documents = Number(indexer.countsSync()[0]);
      const read = Number(indexer.bytesReadSync());
      call.onProgress?.(documents, read > 0 ? Math.round((documents * bytes) / read) : 0);
    };
    const timer = setInterval(poll, pollMilliseconds);
    call.signal?.addEventListener('abort', cancel, { once: true });
    try {
      await callJava(() => indexer.run());
      const [indexed, empty, , fractionalWeights] = indexer.countsSync().map(Number);
      call.onProgress?.(indexed!, indexed!);
      return { indexed: indexed!, empty: empty!, fractionalWeights: fractionalWeights! };
    } finally {
      clearInterval(timer);
      call.signal?.removeEventListener('abort', cancel);
    }
  }

  #fill(java: JavaOptions, files: readonly string[]): JavaOptions {
    const {
      threads = availableParallelism(),
      uniqueDocid = false,
      memoryBuffer = 0,
      ...flags
    } = this.#options;
    java.index = this.#index;
    java.files = files.join('\n');
    // The last document of an id can only be known where order is kept.
    java.threads = uniqueDocid ? 1 : threads;
    java.uniqueDocid = uniqueDocid;
    java.memoryBufferMb = memoryBuffer;
    for (const [name, value] of Object.entries(flags)) java[name] = value;
    return java;
  }
}
