import { availableParallelism } from 'node:os';
import { type CollectionFile, collectionFiles } from '../../corpus/collection-files.js';
import { type FileShard, filesOfShard } from '../../corpus/file-shard.js';
import type { IndexingCall } from '../../search/indexing-call.js';
import { abortable, onAbort, stopError, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { readEntries } from '../../util/files/read-lines.js';
import { type AnalyzerOptions, javaAnalyzerOptions } from '../analysis/analyzer.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaText } from '../jvm/jvm.js';
import { indexFacts } from './index-facts.js';

/** The kinds of collections, by Anserini's names. */
export const collectionKinds = ['JsonVectorCollection', 'JsonCollection'] as const;

/** What to do with collections of other kinds. */
export const otherCollections = 'docs/corpora.md says how corpora of other kinds are read';

/** A kind of collection, by Anserini's name. */
export type CollectionKind = (typeof collectionKinds)[number];

/** What an index holds, and how it is built. */
export interface IndexerOptions {
  /**
   * What the records are: id and vector (`JsonVectorCollection`, the default), or id, contents and further
   * fields (`JsonCollection`).
   */
  readonly collection?: CollectionKind;
  /** The collection's name in the index's record. Default: the last part of the input's path. */
  readonly collectionName?: string;
  /** Frequencies are impacts and lengths do not count. Default: for a JsonVectorCollection. */
  readonly impact?: boolean;
  /** JsonCollection: how text becomes terms. The tokens of a vector are indexed as they are. */
  readonly analyzer?: AnalyzerOptions;
  /** JsonCollection: fields to index beside `contents`, each under its name. */
  readonly fields?: readonly string[];
  /** Keep the true lengths of documents, for {@link LuceneSearcher.setBm25} with `accurate`. */
  readonly bm25Accurate?: boolean;
  /** A file with the ids to index, one per line; the other records are skipped. */
  readonly whitelist?: string;
  /** Index only the files of one part of the collection. */
  readonly shard?: FileShard;
  /**
   * Threads that parse and index, at most one per core, which is the default. With 1, documents keep the
   * collection's order.
   */
  readonly threads?: number;
  /** Keep the last document of an id. Without it, a duplicate id is an error. Indexes with one thread. */
  readonly uniqueDocid?: boolean;
  /** Add to the existing index, instead of replacing it. */
  readonly append?: boolean;
  /** Merge into one segment at the end. */
  readonly optimize?: boolean;
  /** Store positions, each token repeated as often as its weight says. Many times slower and larger. */
  readonly storePositions?: boolean;
  /** Store each document's vector, for relevance feedback in Anserini and Pyserini. */
  readonly storeDocvectors?: boolean;
  /** Store the text of the record's `contents`. */
  readonly storeContents?: boolean;
  /** Store the whole record as it is in the collection. */
  readonly storeRaw?: boolean;
  /** Memory for postings before they are written to the disk, in MB. Default: a quarter of the Java heap. */
  readonly memoryBuffer?: number;
}

/** What was indexed. */
export interface IndexSummary {
  /** Documents in the index that came from this collection. */
  readonly indexed: number;
  /** Documents without a weight above 0, or without a text; as in Anserini, they are not in the index. */
  readonly empty: number;
  /** Documents that are not on the whitelist. */
  readonly skipped: number;
  /** Requested fields that no document had. */
  readonly absentFields: readonly string[];
  /** Weights with a fraction, which was cut off. */
  readonly fractionalWeights: number;
  /** Tokens of vectors that were left out: of a weight between 0 and 1, or white space. */
  readonly droppedTokens: number;
  /** Documents whose ids have white space: no run in TREC's or MS MARCO's format can hold them. */
  readonly spacedIds: number;
  /** One of these ids. */
  readonly spacedId: string | undefined;
}

interface JavaIndexer {
  startRunSync(): StartedCall<void>;
  cancelSync(): boolean;
  countsSync(): number[];
  absentFieldsSync(): Buffer;
  spacedIdSync(): Buffer;
  bytesReadSync(): bigint | number;
}

type JavaOptions = Record<string, string | number | boolean | object>;

const pollMilliseconds = 100;
/** How long a stop waits for Java to end and clean up before the promise rejects. */
const windDownMilliseconds = 1000;

/** Names of fields that an index or a record already has. */
const reservedFields = ['id', 'raw', 'vector'];

/**
 * Builds a Lucene index, which Anserini 2 and Pyserini 2 read as well, from a collection: an impact index of a
 * JsonVectorCollection, or a text index of a JsonCollection.
 *
 * ```ts
 * const summary = await new LuceneIndexer('index/nfcorpus').index('encode/nfcorpus');
 * console.log(`${summary.indexed} documents`);
 *
 * await new LuceneIndexer('index/text', { collection: 'JsonCollection' }).index('collections/nfcorpus');
 * ```
 */
export class LuceneIndexer {
  readonly #index: string;
  readonly #options: IndexerOptions;

  /**
   * @param index the folder of the index, made if absent
   * @throws TseriniError `USAGE` where options are out of range or exclude each other
   */
  constructor(index: string, options: IndexerOptions = {}) {
    checkOptions(options);
    this.#index = index;
    this.#options = options;
  }

  /**
   * Indexes a collection in one transaction: the index changes all at once at the end, or not at all. A stop by the
   * signal rejects within two seconds, also where Java is held up by a slow disk: it then ends in the background,
   * without a commit. Once the commit's last step has begun, a stop is too late: the promise resolves.
   * @param input a JSONL or JSON file, plain or .gz, or a folder of them
   * @throws TseriniError `NOT_FOUND`, `INPUT` (with file and line of each invalid record, the first 20),
   *   `INDEX`, `IO`, `MEMORY`, `JVM`, `INTERRUPTED` (the signal; its reason is the cause)
   */
  async index(input: string, call: IndexingCall = {}): Promise<IndexSummary> {
    const { signal } = call;
    try {
      throwIfStopped(signal);
      const files = await abortable(this.#files(input), signal);
      const facts = await abortable(indexFacts(input, files, this.#options), signal);
      const indexer = await abortable(this.#javaIndexer(files, facts), signal);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return await run(indexer, bytes, call);
    } catch (error) {
      const stopped = signal?.aborted && error instanceof TseriniError && error.code === 'INTERRUPTED';
      throw stopped ? stopError(signal, 'indexing was stopped; the index is as it was before') : error;
    }
  }

  async #files(input: string): Promise<readonly CollectionFile[]> {
    const files = await collectionFiles(input);
    return this.#options.shard ? filesOfShard(files, this.#options.shard, ({ path }) => path) : files;
  }

  async #javaIndexer(
    files: readonly CollectionFile[],
    facts: { readonly index: string; readonly collection: string },
  ): Promise<JavaIndexer> {
    const Options = await javaClass<new () => JavaOptions>('index.IndexingOptions');
    const Indexer = await javaClass<new (options: JavaOptions) => JavaIndexer>('index.CollectionIndexer');
    const options = await this.#fill(
      new Options(),
      files.map(({ path }) => path),
    );
    options.indexFacts = javaText(facts.index);
    options.collectionFacts = javaText(facts.collection);
    return new Indexer(options);
  }

  async #fill(java: JavaOptions, files: readonly string[]): Promise<JavaOptions> {
    const {
      threads = availableParallelism(),
      collection = 'JsonVectorCollection',
      impact = collection === 'JsonVectorCollection',
      uniqueDocid = false,
      memoryBuffer = 0,
      analyzer = {},
      fields = [],
      whitelist,
      shard: _shard,
      collectionName: _name,
      ...flags
    } = this.#options;
    for (const [name, value] of Object.entries(flags)) {
      if (value !== undefined) java[name] = typeof value === 'string' ? javaText(value) : value;
    }
    if (whitelist !== undefined) {
      java.whitelist = javaText((await readEntries('whitelist', whitelist)).join('\n'));
    }
    java.index = javaText(this.#index);
    java.files = javaText(files.join('\n'));
    java.collection = collection;
    java.impact = impact;
    // Only in the collection's order is it known which document of an id is the last.
    // More threads than cores only cost: each writes its own segment.
    java.threads = uniqueDocid ? 1 : Math.min(threads, availableParallelism());
    java.uniqueDocid = uniqueDocid;
    java.memoryBufferMb = memoryBuffer;
    java.analyzer = await javaAnalyzerOptions(analyzer);
    java.fields = javaText([...new Set(fields)].filter((name) => name !== 'contents').join('\n'));
    return java;
  }
}

async function run(
  indexer: JavaIndexer,
  bytes: number,
  { signal, onProgress }: IndexingCall,
): Promise<IndexSummary> {
  const poll = () => {
    const documents = Number(indexer.countsSync()[0]);
    const read = Number(indexer.bytesReadSync());
    onProgress?.(documents, read > 0 ? Math.round((documents * bytes) / read) : 0);
  };
  const timer = setInterval(poll, pollMilliseconds);
  try {
    await untilStopped(
      callJava(() => indexer.startRunSync()),
      indexer,
      signal,
    );
  } finally {
    clearInterval(timer);
  }
  const [indexed, empty, skipped, fractionalWeights, droppedTokens, spacedIds] = indexer
    .countsSync()
    .map(Number);
  onProgress?.(indexed!, indexed!);
  const absent = indexer.absentFieldsSync().toString();
  return {
    indexed: indexed!,
    empty: empty!,
    skipped: skipped!,
    absentFields: absent === '' ? [] : absent.split('\n'),
    fractionalWeights: fractionalWeights!,
    droppedTokens: droppedTokens!,
    spacedIds: spacedIds!,
    spacedId: spacedIds! > 0 ? indexer.spacedIdSync().toString() : undefined,
  };
}

/** Waits for Java's work; after a stop, unless it is too late for one, only as long as Java may take to end. */
async function untilStopped(
  work: Promise<void>,
  indexer: JavaIndexer,
  signal: AbortSignal | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const listening = onAbort(signal, () => {
      if (indexer.cancelSync()) timer = setTimeout(() => reject(stopError(signal!)), windDownMilliseconds);
    });
    work
      .then(() => resolve(), reject)
      .finally(() => {
        listening[Symbol.dispose]();
        clearTimeout(timer);
      });
  });
}

function checkOptions(options: IndexerOptions): void {
  const { threads, memoryBuffer, collection = 'JsonVectorCollection', fields = [] } = options;
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    refuse(`threads must be a whole number from 1 up, not ${threads}`, threads);
  }
  if (memoryBuffer !== undefined && !(memoryBuffer > 0 && memoryBuffer <= 2048)) {
    refuse(`memoryBuffer must be above 0 and at most 2048 MB, not ${memoryBuffer}`, memoryBuffer);
  }
  if (!collectionKinds.includes(collection)) {
    refuse(
      `no collection ${collection}; available: ${collectionKinds.join(', ')}; ${otherCollections}`,
      collection,
    );
  }
  if (collection === 'JsonVectorCollection' && (fields.length > 0 || options.analyzer)) {
    refuse(
      'fields and analyzer are for a JsonCollection: the tokens of a vector are indexed as they are',
      fields,
    );
  }
  const reserved = fields.find((name) => reservedFields.includes(name) || name === '' || name.includes('\n'));
  if (reserved !== undefined) refuse(`a field of that name cannot be indexed: "${reserved}"`, reserved);
  if (options.impact && options.bm25Accurate) {
    refuse('impact and bm25Accurate exclude each other: impacts have no lengths', options.bm25Accurate);
  }
}
