import { type CollectionFile, collectionFiles } from '../../corpus/collection-files.js';
import { filesOfShard } from '../../corpus/file-shard.js';
import type { IndexingCall } from '../../search/indexing-call.js';
import { abortable, stopError, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { Lifetime } from '../../util/lifetime.js';
import { javaClass } from '../jvm/jvm.js';
import { factsOfFiles, type IndexFacts } from './index-facts.js';
import type { IndexSummary } from './index-summary.js';
import {
  checkOptions,
  type IndexerOptions,
  type JavaIndexingOptions,
  javaIndexingOptions,
  standardInput,
} from './indexer-options.js';
import type { CollectionRecord } from './record-lines.js';
import { type JavaRecordIndexer, RecordWriter } from './record-writer.js';
import { type JavaIndexer, runIndexing } from './run-indexing.js';

/** Records of an iterable that are handed over before the first of them is indexed. */
const recordsAhead = 1024;

/**
 * Builds a Lucene index, which Anserini 2 and Pyserini 2 read as well: an impact index of vectors, or a text index. The
 * documents are the files of a collection ({@link LuceneIndexer.index}), or records that a program adds, replaces and
 * deletes one by one, while searchers of the open indexer find them.
 *
 * ```ts
 * const summary = await new LuceneIndexer('index/nfcorpus').index('encode/nfcorpus');
 * console.log(`${summary.indexed} documents`);
 *
 * await using notes = await LuceneIndexer.open('index/notes', { collection: 'JsonCollection' });
 * await using searcher = await LuceneSearcher.open(notes);
 * await notes.add({ id: 'n1', contents: 'Water the tomatoes' });
 * await searcher.refresh();
 * const hits = await searcher.search('tomato');
 * await notes.commit();
 * ```
 *
 * Of records: what is added is found by searchers of the indexer after their next `refresh()`, and by everyone, after a
 * crash too, once it is committed. Calls take effect in their order, whether they are awaited or not; each resolves
 * when Lucene has taken what it brings, so that awaiting some of them keeps memory bounded. An index has one writer at a
 * time, across all processes.
 */
export class LuceneIndexer implements AsyncDisposable {
  readonly #index: string;
  readonly #options: IndexerOptions;
  readonly #writer: RecordWriter;
  readonly #lifetime: Lifetime;
  #recordsSeen = 0;

  /**
   * Nothing is opened yet: {@link LuceneIndexer.index} or the first record does that. An index that is there is replaced,
   * at the first commit, unless the options say `append`.
   * @param index the folder of the index, made if absent
   * @throws TseriniError `USAGE` where options are out of range or exclude each other
   */
  constructor(index: string, options: IndexerOptions = {}) {
    checkOptions(options);
    this.#index = index;
    this.#options = options;
    this.#writer = new RecordWriter(index, options);
    this.#lifetime = new Lifetime('indexer', index, () => this.#writer.close());
  }

  /**
   * Opens an index for records, or makes one. The documents that are there stay, unless `append` is false.
   * @throws TseriniError `USAGE`, `INDEX` (another writer has it, or it was built in another way), `IO`, `JVM`
   */
  static async open(index: string, options: IndexerOptions = {}): Promise<LuceneIndexer> {
    const indexer = new LuceneIndexer(index, { append: true, ...options });
    await indexer.#writer.java();
    return indexer;
  }

  /** The folder of the index. */
  get path(): string {
    return this.#index;
  }

  /**
   * The object of the shim that searchers take their readers from.
   * @internal
   */
  javaSource(): Promise<JavaRecordIndexer> {
    return this.#lifetime.whileOpen(() => this.#writer.java());
  }

  /**
   * Indexes a collection in one transaction: the index changes all at once at the end, or not at all. A stop by the
   * signal rejects within two seconds, also where Java is held up by a slow disk: it then ends in the background,
   * without a commit. Once the commit's last step has begun, a stop is too late: the promise resolves.
   * @param input a JSONL or JSON file, plain or .gz, or a folder of them; `-` for lines of standard input, plain or
   *   gzipped
   * @throws TseriniError `NOT_FOUND`, `INPUT` (with file and line of each invalid record, the first 20),
   *   `INDEX`, `IO`, `MEMORY`, `JVM`, `INTERRUPTED` (the signal; its reason is the cause), `USAGE` (the indexer is open
   *   for records)
   */
  async index(input: string, call: IndexingCall = {}): Promise<IndexSummary> {
    const { signal } = call;
    if (this.#writer.isOpen) {
      throw new TseriniError(
        'USAGE',
        `this indexer has the index open for records; close it first: ${this.#index}`,
        {
          value: input,
        },
      );
    }
    try {
      throwIfStopped(signal);
      const files = await abortable(this.#files(input), signal);
      const facts = await abortable(factsOfFiles(input, files, this.#options), signal);
      const indexer = await abortable(this.#javaIndexer(files, facts), signal);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return await runIndexing(indexer, bytes, call);
    } catch (error) {
      const stopped = signal?.aborted && error instanceof TseriniError && error.code === 'INTERRUPTED';
      throw stopped ? stopError(signal, 'indexing was stopped; the index is as it was before') : error;
    }
  }

  async #files(input: string): Promise<readonly CollectionFile[]> {
    const files = input === standardInput ? [{ path: input, size: 0 }] : await collectionFiles(input);
    return this.#options.shard ? filesOfShard(files, this.#options.shard, ({ path }) => path) : files;
  }

  async #javaIndexer(files: readonly CollectionFile[], facts: IndexFacts): Promise<JavaIndexer> {
    const Indexer =
      await javaClass<new (options: JavaIndexingOptions) => JavaIndexer>('index.CollectionIndexer');
    const paths = files.map(({ path }) => path);
    return new Indexer(await javaIndexingOptions(this.#index, paths, facts, this.#options));
  }

  async #write(kind: 'ADD' | 'UPDATE', records: readonly (CollectionRecord | string)[]): Promise<void> {
    const first = this.#recordsSeen + 1;
    this.#recordsSeen += records.length;
    const nameOf = (record: number) =>
      records.length > 1 ? `record ${record + 1} of the batch` : `record ${first}`;
    await this.#lifetime.whileOpen(() => this.#writer.write(kind, records, nameOf));
  }

  /**
   * Adds a document. One without a term, as in files, is counted and left out.
   * @throws TseriniError `INPUT` (an invalid record, or an id that the index has: {@link LuceneIndexer.update}
   *   replaces), `INDEX`, `IO`, `MEMORY`, `JVM`, `CLOSED`
   */
  add(record: CollectionRecord): Promise<void> {
    return this.#write('ADD', [record]);
  }

  /**
   * Adds documents that are found, and committed, all together or not at all. One that is refused refuses the batch.
   * @throws TseriniError as {@link LuceneIndexer.add}, and `USAGE` for more than 64 million characters
   */
  addBatch(records: readonly CollectionRecord[]): Promise<void> {
    return this.#write('ADD', records);
  }

  /**
   * Adds any number of documents, one by one, with so many under way at a time that memory stays bounded. Ends at the first
   * that is refused; those before it stay.
   * @returns how many were added
   * @throws TseriniError as {@link LuceneIndexer.add}, and what the iterable throws
   */
  async addAll(records: Iterable<CollectionRecord> | AsyncIterable<CollectionRecord>): Promise<number> {
    const underWay = new Set<Promise<void>>();
    let failure: { error: unknown } | undefined;
    let added = 0;
    for await (const record of records) {
      if (failure) break;
      const one: Promise<void> = this.add(record).then(
        () => {
          added++;
          underWay.delete(one);
        },
        (error) => {
          failure ??= { error };
          underWay.delete(one);
        },
      );
      underWay.add(one);
      if (underWay.size >= recordsAhead) await Promise.race(underWay);
    }
    await Promise.all(underWay);
    if (failure) throw failure.error;
    return added;
  }

  /**
   * Adds a document in place of the one of its id, if there is one, at once for every reader. A record without a term
   * takes the document out.
   * @throws TseriniError as {@link LuceneIndexer.add}, but for an id that is there
   */
  update(record: CollectionRecord): Promise<void> {
    return this.#write('UPDATE', [record]);
  }

  /**
   * Deletes the document of an id.
   * @returns whether there was one
   * @throws TseriniError `INDEX`, `IO`, `MEMORY`, `JVM`, `CLOSED`
   */
  async delete(docid: string): Promise<boolean> {
    const name = () => 'the document to delete';
    const state = await this.#lifetime.whileOpen(() => this.#writer.write('DELETE', [{ id: docid }], name));
    return state !== 'absent';
  }

  /**
   * {@link LuceneIndexer.update} of a record that errors do not number.
   * @returns whether it has anything to index; one that has not takes the document out
   * @internal
   */
  async put(record: CollectionRecord | string): Promise<boolean> {
    const state = await this.#lifetime.whileOpen(() =>
      this.#writer.write('UPDATE', [record], () => 'the record'),
    );
    return state !== 'empty';
  }

  /**
   * Does work after the calls so far, while nothing is written: several searchers move to one state.
   * @internal
   */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => this.#writer.alone(work));
  }

  /**
   * Writes what was done so far to the disk, durably: it survives kill -9 and a loss of power. Searchers of the folder find
   * it after their next `refresh()`.
   * @returns what was indexed since this indexer was opened
   * @throws TseriniError `INDEX`, `IO` (a full disk: what was committed before is there), `MEMORY`, `JVM`, `CLOSED`
   */
  commit(): Promise<IndexSummary> {
    return this.#lifetime.whileOpen(() => this.#writer.commit());
  }

  /**
   * Takes back everything since the last commit. After a full disk, for example, it opens the index again.
   * @throws TseriniError `INDEX`, `IO`, `JVM`, `CLOSED`
   */
  rollback(): Promise<void> {
    return this.#lifetime.whileOpen(() => this.#writer.rollback());
  }

  /** {@link LuceneIndexer.add} of a record that is JSON already. Pyserini's `add_doc_raw`. */
  addDocRaw(record: string): Promise<void> {
    return this.#write('ADD', [record]);
  }

  /** {@link LuceneIndexer.add}. Pyserini's `add_doc_dict`. */
  addDocDict(record: CollectionRecord): Promise<void> {
    return this.add(record);
  }

  /** {@link LuceneIndexer.add}. Pyserini's `add_doc_json`, whose node of Jackson is an object here. */
  addDocJson(record: CollectionRecord): Promise<void> {
    return this.add(record);
  }

  /** {@link LuceneIndexer.addBatch} of records that are JSON already. Pyserini's `add_batch_raw`. */
  addBatchRaw(records: readonly string[]): Promise<void> {
    return this.#write('ADD', records);
  }

  /** {@link LuceneIndexer.addBatch}. Pyserini's `add_batch_dict`. */
  addBatchDict(records: readonly CollectionRecord[]): Promise<void> {
    return this.addBatch(records);
  }

  /** {@link LuceneIndexer.addBatch}. Pyserini's `add_batch_json`. */
  addBatchJson(records: readonly CollectionRecord[]): Promise<void> {
    return this.addBatch(records);
  }

  /**
   * Waits for the calls under way, commits, and closes the index, also where the commit fails. Searchers stay open, and
   * show the last commit after their next refresh. Calling it twice does nothing more.
   * @throws TseriniError as {@link LuceneIndexer.commit}
   */
  close(): Promise<void> {
    return this.#lifetime.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
