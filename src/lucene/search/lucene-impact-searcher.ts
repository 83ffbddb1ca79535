import { availableParallelism } from 'node:os';
import { PretokenizedQueryEncoder } from '../../encode/pretokenized.js';
import type { QueryEncoder } from '../../encode/query-encoder.js';
import type { FetchIndexOptions } from '../../prebuilt/fetch-index.js';
import type { ScoreExplanation } from '../../search/explanation.js';
import type { SearchOptions } from '../../search/filter.js';
import type { ImpactQuery, ImpactSearcher } from '../../search/impact-searcher.js';
import type { IndexedCollection } from '../../search/index-description.js';
import { LargeScoreWarning } from '../../search/large-score.js';
import type { SearchLimits } from '../../search/limits.js';
import { OtherModelWarning } from '../../search/other-model.js';
import { throwIfStopped } from '../../util/abort.js';
import { assertWhole } from '../../util/assert-whole.js';
import { inGroups, mapOrdered } from '../../util/map-ordered.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import { type JavaIndexSource, type LuceneIndexSource, openSource } from '../index/index-source.js';
import { ByteReader } from '../jvm/byte-reader.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaText } from '../jvm/jvm.js';
import { queryText } from '../jvm/query-text.js';
import { decodeExplanation } from '../read/explain.js';
import { decodeDescription } from '../read/index-description.js';
import { BaseSearcher, type JavaSearcher, type RefreshOptions } from './base-searcher.js';
import { CachedDocids, type DocidTable } from './cached-docids.js';
import { decodeHits, haveDocids, type LuceneHit } from './hit.js';
import { ImpactOptions, type ImpactQueryOptions, type JavaOptionsKeeper } from './impact-options.js';
import { batchOptions, callWithLimits } from './limits.js';

/** Settings of a searcher. */
export interface ImpactSearcherOptions extends RefreshOptions {
  /** Query terms with ln(documents / document frequency) at or below this are dropped. Default 0. */
  readonly minIdf?: number;
  /**
   * Called at most once for each: a score is too large for float32 to represent every whole number; the encoder's model
   * is not that of the documents; the index, which another program made, may not be one of impacts; a refresh by the clock
   * failed.
   */
  readonly onWarning?: (message: string) => void;
}

interface JavaImpactSearcher extends JavaSearcher, JavaOptionsKeeper {
  startSearchSync(
    query: string,
    k: number,
    options: number,
    known: number,
    limitMs: number,
  ): StartedCall<Buffer>;
  startDocidsSync(generation: number, from: number, count: number): StartedCall<Buffer | null>;
  startExplainSync(docid: string, query: string, minIdf: number): StartedCall<Buffer | null>;
  startKnownTermsSync(query: string, options: number): StartedCall<number>;
  startSearchAllSync(
    queries: readonly string[],
    k: number,
    options: number,
    known: number,
    limitMs: number,
  ): StartedCall<Buffer[]>;
}

interface JavaSearcherClass {
  startOpenSync(source: JavaIndexSource): StartedCall<JavaImpactSearcher>;
}

/** Queries per call to the shim, which costs about as much as searching a small index. */
const groupSize = 16;

/** The results of a group of queries, not decoded yet, so that Java gets the next group before that. */
interface RankedGroup<T> {
  readonly keys: readonly T[];
  readonly rankings: readonly Buffer[];
  /** The docids that the search left out, because they are cached here. */
  readonly docids: DocidTable | undefined;
}

/**
 * Searches an impact index, as Pyserini's class of this name does: the same hits, scores and order.
 *
 * A document's score is the sum, over the terms it shares with the query, of query weight × document
 * weight, in float32 (whole scores are exact to 16,777,216). Terms that every document has count for
 * nothing. Hits come by score descending, then by docid ascending in UTF-8 order.
 *
 * ```ts
 * const encoder = await SpladeQueryEncoder.load('naver/splade-v3');
 * await using searcher = await LuceneImpactSearcher.open('index/nfcorpus.splade-v3', encoder);
 * const hits = await searcher.search('How to Help Prevent Abdominal Aortic Aneurysms');
 * ```
 */
export class LuceneImpactSearcher
  extends BaseSearcher<ImpactQuery, ImpactQueryOptions, JavaImpactSearcher>
  implements ImpactSearcher
{
  readonly #encoder: QueryEncoder;
  readonly #options: ImpactOptions;
  readonly #onWarning: ImpactSearcherOptions['onWarning'];
  readonly #largeScore: LargeScoreWarning;
  #otherModel: OtherModelWarning;
  #collections: readonly IndexedCollection[];
  readonly #docids: CachedDocids;

  private constructor(
    path: string,
    java: JavaImpactSearcher,
    numDocs: number,
    minIdf: number,
    encoder: QueryEncoder,
    collections: readonly IndexedCollection[],
    onWarning: ImpactSearcherOptions['onWarning'],
  ) {
    super(path, java, numDocs);
    this.#encoder = encoder;
    this.#options = new ImpactOptions(java, minIdf);
    this.#onWarning = onWarning;
    this.#collections = collections;
    this.#otherModel = new OtherModelWarning(onWarning);
    this.#largeScore = new LargeScoreWarning(onWarning);
    this.#docids = new CachedDocids(numDocs, (generation, from, count) =>
      this.lifetime.whileOpen(() => callJava(() => java.startDocidsSync(generation, from, count))),
    );
  }

  /**
   * Opens an index. The encoder stays the caller's: closing the searcher does not close it.
   * @param index the index's folder, written by this library, Anserini or Pyserini, or an indexer that has it open
   * @param encoder turns the text of a query into a vector; without one, the text of a query is taken as
   *   tokens, each repeated as often as its weight says
   * @throws TseriniError `NOT_FOUND`, `INDEX` (not an index, surely not one of impacts, damaged, of a newer Lucene),
   *   `JVM`
   */
  static async open(
    index: LuceneIndexSource,
    encoder: QueryEncoder = new PretokenizedQueryEncoder(),
    options: ImpactSearcherOptions = {},
  ): Promise<LuceneImpactSearcher> {
    const { path, java } = await openSource(index);
    const Searcher = await javaClass<JavaSearcherClass>('search.ImpactSearcher');
    const searcher = await callJava(() => Searcher.startOpenSync(java));
    const numDocs = await callJava(() => searcher.startNumDocsSync());
    const { description, warning } = decodeDescription(await callJava(() => searcher.startDescribeSync()));
    if (warning) options.onWarning?.(warning);
    const opened = new LuceneImpactSearcher(
      path,
      searcher,
      numDocs,
      options.minIdf ?? 0,
      encoder,
      description.collections,
      options.onWarning,
    );
    opened.refreshEvery(options);
    return opened;
  }

  /**
   * Opens one of the indexes that are published ready to search, by Pyserini's name, and fetches it unless it is
   * there.
   *
   * ```ts
   * const encoder = await SpladeQueryEncoder.load('naver/splade-v3');
   * await using searcher = await LuceneImpactSearcher.fromPrebuiltIndex('beir-v1.0.0-nfcorpus.splade-v3', encoder);
   * ```
   * @throws TseriniError as {@link fetchPrebuiltIndex} and {@link LuceneImpactSearcher.open}
   */
  static async fromPrebuiltIndex(
    name: string,
    encoder?: QueryEncoder,
    options: ImpactSearcherOptions & FetchIndexOptions = {},
  ): Promise<LuceneImpactSearcher> {
    const { fetchPrebuiltIndex } = await import('../../prebuilt/fetch-index.js');
    return LuceneImpactSearcher.open(await fetchPrebuiltIndex(name, options), encoder, options);
  }

  protected override withJava(java: JavaImpactSearcher, numDocs: number): LuceneImpactSearcher {
    const { minIdf } = this.#options;
    const [encoder, collections] = [this.#encoder, this.#collections];
    return new LuceneImpactSearcher(this.path, java, numDocs, minIdf, encoder, collections, this.#onWarning);
  }

  override async refresh(): Promise<boolean> {
    const isNewer = await super.refresh();
    if (isNewer) {
      this.#collections = (await this.describe()).collections;
      this.#otherModel = new OtherModelWarning(this.#onWarning);
    }
    return isNewer;
  }

  /**
   * @throws TseriniError `USAGE` (a weight or boost that is negative or not a number, a cut below 1), `INDEX` (no
   *   such field), and what the encoder throws
   */
  protected override async rank(
    query: ImpactQuery,
    k: number,
    options: Partial<ImpactQueryOptions> & Partial<SearchLimits>,
    filter: string,
  ): Promise<LuceneHit[]> {
    const text = queryText(await this.#vector(query));
    const docids = this.#docids.table;
    const known = docids?.generation ?? 0;
    const hits = await callWithLimits(options, (limitMs) =>
      this.java.startSearchSync(text, k, this.#options.of(options, k, filter), known, limitMs),
    );
    return this.#decode(hits, docids);
  }

  /** @param docids the cached docids, which the search left out */
  #decode(bytes: Buffer, docids: DocidTable | undefined): LuceneHit[] {
    const hits = decodeHits(bytes, docids);
    this.#largeScore.check(hits[0]?.score);
    if (haveDocids(bytes)) this.#docids.count(hits.length, docids);
    return hits;
  }

  async #vector(query: ImpactQuery): Promise<SparseVector> {
    if (typeof query !== 'string') return query;
    await this.#otherModel.check(this.#collections, this.#encoder);
    return this.#encoder.encode(query);
  }

  /** As in every searcher; queries that are known and need no model go to the shim in groups. */
  override async *searchEach<T>(
    queries: Iterable<readonly [T, ImpactQuery]> | AsyncIterable<readonly [T, ImpactQuery]>,
    k = 10,
    threads = availableParallelism(),
    options: Partial<ImpactQueryOptions> & Partial<SearchOptions> = {},
  ): AsyncGenerator<readonly [T, LuceneHit[]]> {
    const isReady = Symbol.iterator in queries && this.#encoder instanceof PretokenizedQueryEncoder;
    // A time limit is for one search.
    if (!isReady || options.timeoutMs !== undefined) {
      yield* super.searchEach(queries, k, threads, options);
      return;
    }
    assertWhole('k', k);
    assertWhole('threads', threads);
    const groups = inGroups(queries as Iterable<readonly [T, ImpactQuery]>, groupSize);
    using batch = batchOptions(await this.withCompiledFilter(options));
    const search = (group: readonly (readonly [T, ImpactQuery])[]) =>
      this.#searchAll(group, k, batch.options);
    const rankings = mapOrdered(groups, threads, search, 2 * threads);
    for await (const ranked of rankings) {
      for (const [i, hits] of ranked.rankings.entries()) {
        throwIfStopped(options.signal);
        yield [ranked.keys[i]!, this.#decode(hits, ranked.docids)];
      }
    }
  }

  #searchAll<T>(
    queries: readonly (readonly [T, ImpactQuery])[],
    k: number,
    options: Partial<ImpactQueryOptions> & Partial<SearchOptions>,
  ): Promise<RankedGroup<T>> {
    return this.lifetime.whileOpen(async () => {
      const vectors = await Promise.all(queries.map(([, query]) => this.#vector(query)));
      const texts = vectors.map(queryText);
      const filter = await this.compiledText(options);
      const docids = this.#docids.table;
      const known = docids?.generation ?? 0;
      const rankings = await callWithLimits(options, (limitMs) =>
        this.java.startSearchAllSync(texts, k, this.#options.of(options, k, filter), known, limitMs),
      );
      return { keys: queries.map(([key]) => key), rankings, docids };
    });
  }

  /**
   * How many of a query's terms the index has, in any of the fields that are searched. A query of which it has none
   * has no hits.
   * @throws TseriniError `USAGE` (a weight that is negative or not a number), `CLOSED`, `INDEX`, and what the encoder
   *   throws
   */
  async knownTerms(query: ImpactQuery, options: Partial<ImpactQueryOptions> = {}): Promise<number> {
    return this.lifetime.whileOpen(async () => {
      const text = queryText(await this.#vector(query));
      return callJava(() => this.java.startKnownTermsSync(text, this.#options.of(options, 1, '')));
    });
  }

  /**
   * Explains where a document's score comes from, by the field `contents`: each term's part, what adds nothing
   * and why, and the rank. Undefined if the index does not have the document.
   * @throws TseriniError `USAGE` (a weight that is negative or not a number), `CLOSED`, `INDEX`, and what the
   *   encoder throws
   */
  async explain(query: ImpactQuery, docid: string): Promise<ScoreExplanation | undefined> {
    return this.lifetime.whileOpen(async () => {
      const vector = await this.#vector(query);
      const text = queryText(vector);
      const bytes = await callJava(() =>
        this.java.startExplainSync(javaText(docid), text, this.#options.minIdf),
      );
      return bytes ? decodeExplanation(new ByteReader(bytes), vector, docid) : undefined;
    });
  }
}
