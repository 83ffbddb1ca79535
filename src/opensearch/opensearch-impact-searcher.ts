import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import type { Hit } from '../run/run.js';
import { adjustTies } from '../search/adjust-ties.js';
import { CompiledFilter, compileFilter } from '../search/compile-filter.js';
import type { ScoreExplanation } from '../search/explanation.js';
import { type Feedback, feedbackOf } from '../search/feedback/feedback.js';
import { type FeedbackMethod, FeedbackSearcher } from '../search/feedback/feedback-searcher.js';
import type { SearchOptions } from '../search/filter.js';
import type { ImpactQuery, ImpactSearcher } from '../search/impact-searcher.js';
import type { IndexDescription } from '../search/index-description.js';
import { LargeScoreWarning } from '../search/large-score.js';
import { OtherModelWarning } from '../search/other-model.js';
import { hitsByQid, withQids } from '../search/query-batch.js';
import { assertWhole } from '../util/assert-whole.js';
import { Lifetime } from '../util/lifetime.js';
import { inGroups, mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { type CheckedIndex, openIndex } from './checked-index.js';
import { Cluster } from './cluster.js';
import { type OpenSearchConnection, parseIndexAddress } from './connection.js';
import { documentFrequencies } from './document-frequencies.js';
import { readVectors } from './document-vectors.js';
import { explainDocument } from './explain.js';
import { filterQuery } from './filter-query.js';
import { queryTerms } from './impact-query.js';
import { describeMeta } from './index-meta.js';
import { IndexGoneError } from './multi-search.js';
import { type OpenSearchDocument, readStored } from './opensearch-document.js';
import { rankQueries, type ScoredDocid } from './rank-queries.js';
import { limitedSignal } from './search-limits.js';

/** Settings of a searcher of a cluster. */
export interface OpenSearchSearcherOptions extends OpenSearchConnection {
  /**
   * Query terms with ln(documents / document frequency) at or below this are dropped. Default 0: those that every
   * document has, which the index knows. Above 0, the cluster is asked for the frequency of every term once.
   */
  readonly minIdf?: number;
  /**
   * Called at most once for each: a score is too large for float32 to represent every whole number; the encoder's model
   * is not that of the documents.
   */
  readonly onWarning?: (message: string) => void;
}

/** Searches that go to the cluster in one request. */
const groupSize = 64;

/**
 * Searches an impact index on OpenSearch: the same hits, scores and order as `LuceneImpactSearcher` gives on the same
 * vectors, ties at the cut included. Weights of a query that are whole numbers give exact scores up to 16,777,216.
 *
 * ```ts
 * const encoder = await SpladeQueryEncoder.load('naver/splade-v3');
 * await using searcher = await OpenSearchImpactSearcher.open('https://search.example.org:9200/nfcorpus', encoder);
 * const hits = await searcher.search('How to Help Prevent Abdominal Aortic Aneurysms');
 * ```
 */
export class OpenSearchImpactSearcher extends FeedbackSearcher implements ImpactSearcher {
  readonly #cluster: Cluster;
  readonly #name: string;
  readonly #encoder: QueryEncoder;
  readonly #options: OpenSearchSearcherOptions;
  #served: CheckedIndex;
  #feedback: Feedback | undefined;
  readonly #largeScore: LargeScoreWarning;
  readonly #otherModel: OtherModelWarning;
  readonly #lifetime: Lifetime;

  private constructor(
    cluster: Cluster,
    name: string,
    served: CheckedIndex,
    encoder: QueryEncoder,
    options: OpenSearchSearcherOptions,
  ) {
    super();
    this.#cluster = cluster;
    this.#name = name;
    this.#served = served;
    this.#encoder = encoder;
    this.#options = options;
    this.#otherModel = new OtherModelWarning(options.onWarning);
    this.#largeScore = new LargeScoreWarning(options.onWarning);
    this.#lifetime = new Lifetime('searcher', name, () => cluster.close());
  }

  /**
   * Opens an index that `OpenSearchImpactIndexer` built. The encoder stays the caller's: closing the searcher does
   * not close it.
   * @param index `https://host:9200/name`, or the name alone if the options or the environment have the url
   * @param encoder turns the text of a query into a vector; without one, the text of a query is taken as tokens, each
   *   repeated as often as its weight says
   * @throws TseriniError `NOT_FOUND`; `INDEX` if its scores could be wrong, it is half built, or another program
   *   built it; `CLUSTER`; `USAGE`
   */
  static async open(
    index: string,
    encoder: QueryEncoder = new PretokenizedQueryEncoder(),
    options: OpenSearchSearcherOptions = {},
  ): Promise<OpenSearchImpactSearcher> {
    const address = parseIndexAddress(index, options);
    const cluster = await Cluster.connect(address.connection);
    try {
      const served = await openIndex(cluster, address.index, options.minIdf);
      return new OpenSearchImpactSearcher(cluster, address.index, served, encoder, options);
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** The number of documents in the index. */
  get numDocs(): number {
    this.#lifetime.requireOpen();
    return this.#served.meta.documents;
  }

  /** The model that made the index's vectors, if the index stores it. */
  get model(): string | undefined {
    return this.#served.meta.model ?? undefined;
  }

  /** What the index is, and how it was made. */
  get description(): IndexDescription {
    return describeMeta(this.#served.meta);
  }

  /** Whether {@link doc} gives the texts of documents or their records. */
  get hasText(): boolean {
    return this.#served.meta.stores.some((part) => part !== 'docvectors');
  }

  /**
   * Searches with one query.
   * @param k how many hits at most, from 1 up to the index's `max_result_window`, 100,000
   * @param options limits at which the request is aborted, which ends the search in the cluster too, and a filter
   * @returns hits by score descending, then by docid ascending in UTF-8 order
   * @throws TseriniError `USAGE` (k; a weight; more than 1,024 terms; the filter), `CLOSED`, `CLUSTER`, `INTERRUPTED` (the
   *   signal, the time limit); what the encoder throws
   */
  async search(query: ImpactQuery, k = 10, options: Partial<SearchOptions> = {}): Promise<Hit[]> {
    const [hits] = await this.#searchAll([query], k, options);
    return hits!;
  }

  /**
   * Searches with many queries and gives the hits of each in the order of the queries. An array of queries
   * goes to the cluster 64 per request; an async iterable is searched one by one.
   * @param threads how many requests are under way at once. Default 4.
   */
  async *searchEach<T>(
    queries: Iterable<readonly [T, ImpactQuery]> | AsyncIterable<readonly [T, ImpactQuery]>,
    k = 10,
    threads = 4,
    options: Partial<SearchOptions> = {},
  ): AsyncGenerator<readonly [T, Hit[]]> {
    assertWhole('threads', threads);
    // A time limit is for one search.
    if (!(Symbol.iterator in queries) || options.timeoutMs !== undefined) {
      yield* mapOrdered(
        queries,
        threads,
        async ([key, query]) => [key, await this.search(query, k, options)] as const,
      );
      return;
    }
    const groups = inGroups(queries, groupSize);
    const searchGroup = async (group: readonly (readonly [T, ImpactQuery])[]) => {
      const rankings = await this.#searchAll(
        group.map(([, query]) => query),
        k,
        options,
      );
      return rankings.map((hits, i) => [group[i]![0], hits] as const);
    };
    for await (const rankings of mapOrdered(groups, threads, searchGroup)) yield* rankings;
  }

  /**
   * Searches with many queries and gives all hits by query id.
   * @param qids the id of each query
   */
  async batchSearch(
    queries: readonly ImpactQuery[],
    qids: readonly string[],
    k = 10,
    threads = 4,
    options: Partial<SearchOptions> = {},
  ): Promise<Map<string, Hit[]>> {
    return hitsByQid(this.searchEach(withQids(queries, qids), k, threads, options));
  }

  /**
   * How many of a query's terms the index has. A query of which it has none has no hits.
   * @throws TseriniError `USAGE` (a weight that is negative or not a number), `CLOSED`, `CLUSTER`, and what the encoder
   *   throws
   */
  async knownTerms(query: ImpactQuery): Promise<number> {
    const vector = await this.#vector(query);
    return this.#whileOpen(async ({ index, everywhere, meta }) => {
      const terms = queryTerms(vector, everywhere).map(([term]) => term);
      const found = await documentFrequencies(this.#cluster, index, meta.mapping, terms);
      const inAll = [...vector.keys()].filter((term) => everywhere.has(term));
      return inAll.length + [...found.values()].filter((frequency) => frequency > 0).length;
    });
  }

  /**
   * The stored fields of a document: its id, and with `storeContents` and `storeRaw` its text and its record.
   * @returns undefined if there is no such id
   * @throws TseriniError `CLOSED`, `CLUSTER`
   */
  async doc(docid: string): Promise<OpenSearchDocument | undefined> {
    return (await this.batchDoc([docid])).get(docid);
  }

  /**
   * The stored fields of many documents, in one request.
   * @returns by docid, without those that the index does not have
   * @throws TseriniError `CLOSED`, `CLUSTER`
   */
  async batchDoc(docids: readonly string[]): Promise<Map<string, OpenSearchDocument>> {
    return this.#whileOpen((served) => readStored(this.#cluster, served.index, docids));
  }

  /**
   * A document's terms and their weights, by code point: of an index built with `storeDocvectors`.
   * @returns undefined if there is no such document
   * @throws TseriniError `USAGE` (the index stores no vectors), `CLOSED`, `CLUSTER`
   */
  async getDocumentVector(docid: string): Promise<SparseVector | undefined> {
    const found = await this.#whileOpen((served) => readVectors(this.#cluster, served, [docid]));
    return found.get(docid);
  }

  /**
   * Explains where a document's score comes from: each term's part, what adds nothing and why, and the rank.
   * @returns undefined if the index does not have the document
   * @throws TseriniError `USAGE` (a weight that is negative or not a number; more than 1,024 terms), `CLOSED`,
   *   `CLUSTER`, and what the encoder throws
   */
  async explain(query: ImpactQuery, docid: string): Promise<ScoreExplanation | undefined> {
    const vector = await this.#vector(query);
    return this.#whileOpen((served) => explainDocument(this.#cluster, served, vector, docid));
  }

  protected override useFeedback(method: FeedbackMethod | undefined): void {
    this.#lifetime.requireOpen();
    this.#feedback = method && feedbackOf(method);
  }

  /**
   * Switches to the index that the alias points to now, and checks it as {@link open} does.
   * @returns whether it is another one
   * @throws TseriniError as {@link open}
   */
  async refresh(): Promise<boolean> {
    this.#lifetime.requireOpen();
    const newest = await openIndex(this.#cluster, this.#name, this.#options.minIdf);
    if (newest.index === this.#served.index) return false;
    this.#served = newest;
    return true;
  }

  async #searchAll(
    queries: readonly ImpactQuery[],
    k: number,
    options: Partial<SearchOptions>,
  ): Promise<Hit[][]> {
    assertWhole('k', k);
    const feedback = this.#feedback;
    using limit = limitedSignal(options);
    const { signal } = limit;
    const vectors = await limit.within(Promise.all(queries.map((query) => this.#vector(query))));
    const search = async (served: CheckedIndex): Promise<Hit[][]> => {
      const filters =
        options.filter === undefined ? [] : [filterQuery(this.#compile(options.filter, served))];
      const rankings = await rankQueries(this.#cluster, served, vectors, { k, filters, feedback, signal });
      return rankings.map((ranking) => this.#hitsOf(ranking));
    };
    // Awaited here: the limit is lifted when this returns.
    return await this.#whileOpen((served) =>
      limit.within(
        search(served).catch(async (error: unknown) => {
          if (!(error instanceof IndexGoneError)) throw error;
          // A newer index has replaced it.
          await this.refresh();
          return search(this.#served);
        }),
      ),
    );
  }

  async #vector(query: ImpactQuery): Promise<SparseVector> {
    if (typeof query !== 'string') return query;
    await this.#otherModel.check(this.description.collections, this.#encoder);
    return this.#encoder.encode(query);
  }

  #compile(filter: unknown, { meta }: CheckedIndex): CompiledFilter {
    if (filter instanceof CompiledFilter) return filter;
    return compileFilter(filter, meta.fieldTypes ?? {}, this.#name);
  }

  #hitsOf(ranking: readonly ScoredDocid[]): Hit[] {
    const scores = Float32Array.from(ranking, ([score]) => score);
    this.#largeScore.check(scores[0]);
    adjustTies(scores);
    return ranking.map(([, docid], i) => ({ docid, score: scores[i]! }));
  }

  /** Does work that needs the connection; closing waits for it. */
  #whileOpen<T>(work: (served: CheckedIndex) => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => work(this.#served));
  }

  /** Waits for the searches under way, then closes the connections. Calling it twice does nothing more. */
  close(): Promise<void> {
    return this.#lifetime.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
