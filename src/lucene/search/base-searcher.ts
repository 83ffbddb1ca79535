import { availableParallelism } from 'node:os';
import { CompiledFilter, compileFilter } from '../../search/compile-filter.js';
import { type FeedbackMethod, FeedbackSearcher } from '../../search/feedback/feedback-searcher.js';
import type { FieldTypes } from '../../search/field-types.js';
import type { SearchOptions } from '../../search/filter.js';
import type { IndexDescription } from '../../search/index-description.js';
import { assertTimeout, type SearchLimits } from '../../search/limits.js';
import { hitsByQid, withQids } from '../../search/query-batch.js';
import { throwIfStopped } from '../../util/abort.js';
import { assertWhole } from '../../util/assert-whole.js';
import { TseriniError } from '../../util/errors.js';
import { Lifetime } from '../../util/lifetime.js';
import { mapOrdered } from '../../util/map-ordered.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, callJavaSync, javaText } from '../jvm/jvm.js';
import { decodeDescription } from '../read/index-description.js';
import { decodeVector } from '../read/index-view.js';
import { decodeDocument, type LuceneDocument } from '../read/lucene-document.js';
import { type JavaFeedback, setFeedback } from './feedback.js';
import type { LuceneHit } from './hit.js';
import { batchOptions } from './limits.js';

/** When a searcher moves to newer documents by itself. */
export interface RefreshOptions {
  /** Milliseconds between two calls of `refresh`; one that fails is a warning. Default: none by the clock. */
  readonly refreshEvery?: number;
  readonly onWarning?: (message: string) => void;
}

/** The methods that the shim's searchers share. */
export interface JavaSearcher extends JavaFeedback {
  startNumDocsSync(): StartedCall<number>;
  startDescribeSync(): StartedCall<Buffer>;
  startDocumentSync(docid: number): StartedCall<Buffer | null>;
  startDocumentSync(field: string, term: string): StartedCall<Buffer | null>;
  startDocumentsSync(docids: readonly string[]): StartedCall<Buffer[]>;
  startVectorSync(docid: string): StartedCall<Buffer | null>;
  startSnapshotSync(): StartedCall<JavaSearcher>;
  startRefreshSync(): StartedCall<number>;
  startCloseSync(): StartedCall<void>;
}

/**
 * What the searchers share: one query, many queries, feedback, and closing, which waits for the searches under way.
 * Subclasses define what a query is and how it is scored.
 */
export abstract class BaseSearcher<Query, Options extends object, Java extends JavaSearcher>
  extends FeedbackSearcher
  implements AsyncDisposable
{
  protected readonly path: string;
  protected readonly java: Java;
  protected readonly lifetime: Lifetime;
  #numDocs: number;
  /** The fields that filters compare, once a filter was used. */
  #fieldTypes: Promise<FieldTypes> | undefined;
  #refreshing: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param numDocs the number of documents in the index, which changes with {@link refresh} alone */
  protected constructor(path: string, java: Java, numDocs: number) {
    super();
    this.path = path;
    this.java = java;
    this.#numDocs = numDocs;
    this.lifetime = new Lifetime('searcher', path, () => {
      clearInterval(this.#timer);
      return callJava(() => java.startCloseSync());
    });
  }

  /** @throws TseriniError `USAGE` */
  protected refreshEvery({ refreshEvery, onWarning }: RefreshOptions): void {
    if (refreshEvery === undefined) return;
    if (!(refreshEvery >= 1 && refreshEvery < 2 ** 31)) {
      throw new TseriniError('USAGE', `refreshEvery must be milliseconds from 1 up, not ${refreshEvery}`, {
        value: refreshEvery,
      });
    }
    let isDone = true;
    this.#timer = setInterval(() => {
      if (!isDone) return;
      isDone = false;
      this.refresh()
        .catch(
          (error) =>
            error.code === 'CLOSED' || onWarning?.(`the searcher was not refreshed: ${error.message}`),
        )
        .finally(() => {
          isDone = true;
        });
    }, refreshEvery);
    // A process ends although it could still refresh.
    this.#timer.unref();
  }

  /**
   * Searches in the shim.
   * @param filter a compiled filter; empty for none
   */
  protected abstract rank(
    query: Query,
    k: number,
    options: Partial<Options> & Partial<SearchLimits>,
    filter: string,
  ): Promise<LuceneHit[]>;

  /** The number of documents in the index. */
  get numDocs(): number {
    this.lifetime.requireOpen();
    return this.#numDocs;
  }

  /**
   * Searches with one query.
   * @param k how many hits at most, from 1 up
   * @returns hits by score descending, then by docid ascending in UTF-8 order
   * @throws TseriniError `USAGE` (k, or an invalid query or filter), `CLOSED`, `INDEX`, `INTERRUPTED` (the
   *   signal, the time limit)
   */
  async search(
    query: Query,
    k = 10,
    options: Partial<Options> & Partial<SearchOptions> = {},
  ): Promise<LuceneHit[]> {
    assertWhole('k', k);
    assertTimeout(options.timeoutMs);
    throwIfStopped(options.signal);
    return this.lifetime.whileOpen(async () => {
      const filter = options.filter === undefined ? '' : await this.compiledText(options);
      return this.rank(query, k, options, filter);
    });
  }

  /** The filter of a search as the shim takes it; empty for none. */
  protected async compiledText({ filter }: Partial<SearchOptions>): Promise<string> {
    return filter === undefined ? '' : (await this.#compile(filter)).text;
  }

  /** The options of many searches, whose filter is compiled once. */
  protected async withCompiledFilter<O extends Partial<SearchOptions>>(options: O): Promise<O> {
    if (options.filter === undefined) return options;
    return { ...options, filter: await this.lifetime.whileOpen(() => this.#compile(options.filter)) };
  }

  async #compile(filter: unknown): Promise<CompiledFilter> {
    if (filter instanceof CompiledFilter) return filter;
    this.#fieldTypes ??= this.describe().then(({ fieldTypes = {} }) => fieldTypes);
    const types = await this.#fieldTypes.catch((error) => {
      this.#fieldTypes = undefined;
      throw error;
    });
    return compileFilter(filter, types, this.path);
  }

  /**
   * Searches with many queries, several at a time, and yields the hits of each in the order of the queries
   * as soon as they are known. Memory holds a few rankings, however many queries there are.
   * @param threads how many searches run at once. Default: one per core.
   */
  async *searchEach<T>(
    queries: Iterable<readonly [T, Query]> | AsyncIterable<readonly [T, Query]>,
    k = 10,
    threads = availableParallelism(),
    options: Partial<Options> & Partial<SearchOptions> = {},
  ): AsyncGenerator<readonly [T, LuceneHit[]]> {
    assertWhole('threads', threads);
    using batch = batchOptions(await this.withCompiledFilter(options));
    yield* mapOrdered(
      queries,
      threads,
      async ([key, query]) => [key, await this.search(query, k, batch.options)] as const,
      2 * threads,
    );
  }

  /**
   * Searches with many queries and returns all hits by query id.
   * @param qids the id of each query
   */
  async batchSearch(
    queries: readonly Query[],
    qids: readonly string[],
    k = 10,
    threads = availableParallelism(),
    options: Partial<Options> & Partial<SearchOptions> = {},
  ): Promise<Map<string, LuceneHit[]>> {
    return hitsByQid(this.searchEach(withQids(queries, qids), k, threads, options));
  }

  /**
   * What the index stores of a document.
   * @param docid its id in the collection, or its number inside the Lucene index
   * @returns undefined if there is none
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  async doc(docid: string | number): Promise<LuceneDocument | undefined> {
    if (typeof docid === 'string') return this.docByField('id', docid);
    const bytes = await this.lifetime.whileOpen(() => callJava(() => this.java.startDocumentSync(docid)));
    return bytes ? decodeDocument(bytes) : undefined;
  }

  /**
   * What the index stores of many documents, in one call to Java.
   * @param docids their ids in the collection
   * @returns by docid, without those that the index does not have
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  async batchDoc(docids: readonly string[]): Promise<Map<string, LuceneDocument>> {
    const found = await this.lifetime.whileOpen(() =>
      callJava(() => this.java.startDocumentsSync(docids.map(javaText))),
    );
    const documents = new Map<string, LuceneDocument>();
    for (const [i, bytes] of found.entries()) {
      if (bytes.length > 0) documents.set(docids[i]!, decodeDocument(bytes));
    }
    return documents;
  }

  /**
   * What the index stores of the first document that has this term in this field: a second id, such as a DOI.
   * @returns undefined if there is none
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  async docByField(field: string, term: string): Promise<LuceneDocument | undefined> {
    const bytes = await this.lifetime.whileOpen(() =>
      callJava(() => this.java.startDocumentSync(javaText(field), javaText(term))),
    );
    return bytes ? decodeDocument(bytes) : undefined;
  }

  /**
   * A document's terms and their frequencies (in an impact index, impacts), as
   * {@link LuceneIndexReader.getDocumentVector} returns them.
   * @returns undefined if there is no such document
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  async getDocumentVector(docid: string): Promise<SparseVector | undefined> {
    const bytes = await this.lifetime.whileOpen(() =>
      callJava(() => this.java.startVectorSync(javaText(docid))),
    );
    return bytes ? decodeVector(bytes) : undefined;
  }

  /** What the index is, and how it was made. */
  async describe(): Promise<IndexDescription> {
    const bytes = await this.lifetime.whileOpen(() => callJava(() => this.java.startDescribeSync()));
    return decodeDescription(bytes).description;
  }

  /** Whether the frequencies of the index are impacts, as {@link LuceneIndexReader.isImpactIndex} determines it. */
  async isImpactIndex(): Promise<boolean> {
    return (await this.describe()).kind !== 'text';
  }

  /**
   * Moves to the index's last commit, or to another index that replaced it; over an open indexer, to what it has done so
   * far. Searches under way end on the state on which they began; none waits.
   * @returns whether there was a newer one
   * @throws TseriniError `CLOSED`, `INDEX` (also where the index was built in another way)
   */
  refresh(): Promise<boolean> {
    // One after another, so that numDocs is that of the last refresh.
    const refreshed = this.#refreshing.then(() =>
      this.lifetime.whileOpen(async () => {
        const numDocs = await callJava(() => this.java.startRefreshSync());
        if (numDocs >= 0) {
          this.#numDocs = numDocs;
          this.#fieldTypes = undefined;
        }
        return numDocs >= 0;
      }),
    );
    this.#refreshing = refreshed.catch(() => {});
    return refreshed;
  }

  /**
   * A searcher of the state that is open now, with the same settings, which no refresh of this one moves: several
   * calls see one state of the index. It shares the caches of this one, and must be closed too.
   * @throws TseriniError `CLOSED`
   */
  async snapshot(): Promise<this> {
    return this.lifetime.whileOpen(async () => {
      const java = (await callJava(() => this.java.startSnapshotSync())) as Java;
      const pinned = this.withJava(java, await callJava(() => java.startNumDocsSync()));
      pinned.inheritFeedback(this);
      return pinned as this;
    });
  }

  /** A searcher with the settings of this one over another object of the shim. */
  protected abstract withJava(java: Java, numDocs: number): BaseSearcher<Query, Options, Java>;

  protected override useFeedback(method: FeedbackMethod | undefined): void {
    this.lifetime.requireOpen();
    callJavaSync(() => setFeedback(this.java, method));
  }

  /** Waits for the searches under way, then frees the index. Calling it twice does nothing more. */
  close(): Promise<void> {
    return this.lifetime.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
