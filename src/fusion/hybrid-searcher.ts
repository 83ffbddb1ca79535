import { availableParallelism } from 'node:os';
import type { QueryEncoder } from '../encode/query-encoder.js';
import type { AnalyzerOptions } from '../lucene/analysis/analyzer.js';
import type { LuceneIndexSource } from '../lucene/index/index-source.js';
import { type ImpactSearcherOptions, LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { isClusterUrl, type OpenSearchConnection } from '../opensearch/connection.js';
import type { Hit } from '../run/run.js';
import type { SearchOptions } from '../search/filter.js';
import type { ImpactSearcher } from '../search/impact-searcher.js';
import { assertWhole } from '../util/assert-whole.js';
import { TseriniError } from '../util/errors.js';
import { mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { checkFusion, defaultDepth, type FusionOptions, fuseRankings } from './fuse-rankings.js';

/** How the two rankings are fused; `alpha` is the weight of the impact index. */
export type HybridFusion = Omit<FusionOptions, 'k'>;

/** Settings of a searcher of two indexes. */
export interface HybridSearcherOptions extends ImpactSearcherOptions {
  readonly fusion?: HybridFusion;
  /** Analyzer of the query's text: must be that of the text index. Default: English. */
  readonly analyzer?: AnalyzerOptions;
  /** Connection to the OpenSearch cluster of the impact index. Default: from the environment. */
  readonly connection?: OpenSearchConnection;
}

/** A query for both indexes: its text, and its vector if it is encoded already. */
export interface HybridQuery {
  readonly text: string;
  /** Default: the text, encoded by the impact searcher's encoder. */
  readonly vector?: SparseVector;
  /** A document to leave out of both rankings, for a query that is a document of the collection. */
  readonly without?: string;
}

/**
 * Searches an impact index and a text index of the same documents at the same time and fuses the two rankings.
 *
 * ```ts
 * const encoder = await SpladeQueryEncoder.load('splade-tiny');
 * await using searcher = await HybridSearcher.open('index/splade', 'index/text', encoder);
 * const hits = await searcher.search('How to Help Prevent Abdominal Aortic Aneurysms', 10);
 * ```
 */
export class HybridSearcher implements AsyncDisposable {
  readonly impact: ImpactSearcher;
  readonly text: LuceneSearcher;
  readonly #fusion: HybridFusion;

  /**
   * @param impact the searcher of the impact index; closed with this one
   * @param text the searcher of the text index, with BM25 or another similarity; closed with this one
   * @throws TseriniError `USAGE` for fusion options out of range
   */
  constructor(impact: ImpactSearcher, text: LuceneSearcher, fusion: HybridFusion = {}) {
    checkFusion(fusion, 2);
    this.impact = impact;
    this.text = text;
    this.#fusion = fusion;
  }

  /**
   * Opens both indexes; the text index is searched with BM25.
   * @param impactIndex a folder, an indexer that has it open, or the url of an index on an OpenSearch cluster,
   *   `https://host:9200/name`
   * @param encoder encodes a query's text; without one, queries must have vectors. Closing this searcher does not
   *   close it.
   * @throws TseriniError `NOT_FOUND`, `INDEX`, `USAGE`, `JVM`, `CLUSTER`
   */
  static async open(
    impactIndex: LuceneIndexSource,
    textIndex: LuceneIndexSource,
    encoder?: QueryEncoder,
    options: HybridSearcherOptions = {},
  ): Promise<HybridSearcher> {
    checkFusion(options.fusion ?? {}, 2);
    const impact = await openImpact(impactIndex, encoder ?? noEncoder, options);
    try {
      const text = await LuceneSearcher.open(textIndex, options.analyzer, options);
      return new HybridSearcher(impact, text, options.fusion);
    } catch (error) {
      await impact.close();
      throw error;
    }
  }

  /**
   * Searches both indexes with one query.
   * @param k how many hits at most, from 1 up
   * @param options limits, and a filter, whose fields both indexes must have
   * @returns hits by fused score descending, then by docid in code point order
   * @throws TseriniError as the two searchers do
   */
  async search(query: string | HybridQuery, k = 10, options: Partial<SearchOptions> = {}): Promise<Hit[]> {
    assertWhole('k', k);
    const { text, vector, without }: HybridQuery = typeof query === 'string' ? { text: query } : query;
    const depth = this.#fusion.depth ?? defaultDepth;
    // One more, because one may be left out.
    const hits = without === undefined ? depth : depth + 1;
    const rankings = await Promise.all([
      this.impact.search(vector ?? text, hits, options),
      this.text.search(text, hits, options),
    ]);
    const kept = rankings.map((ranking) => ranking.filter(({ docid }) => docid !== without).slice(0, depth));
    return fuseRankings(kept, { ...this.#fusion, k });
  }

  /**
   * Searches with many queries, several at a time, and yields the hits of each in the order of the queries as
   * soon as they are found.
   * @param threads number of queries searched at once. Default: one per core.
   */
  async *searchEach<T>(
    queries: Iterable<readonly [T, string | HybridQuery]> | AsyncIterable<readonly [T, string | HybridQuery]>,
    k = 10,
    threads = availableParallelism(),
    options: Partial<SearchOptions> = {},
  ): AsyncGenerator<readonly [T, Hit[]]> {
    assertWhole('threads', threads);
    yield* mapOrdered(
      queries,
      threads,
      async ([key, query]) => [key, await this.search(query, k, options)] as const,
    );
  }

  /** Waits for searches in progress and closes both indexes. */
  async close(): Promise<void> {
    await Promise.all([this.impact.close(), this.text.close()]);
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function openImpact(
  index: LuceneIndexSource,
  encoder: QueryEncoder,
  options: HybridSearcherOptions,
): Promise<ImpactSearcher> {
  if (typeof index !== 'string' || !isClusterUrl(index))
    return LuceneImpactSearcher.open(index, encoder, options);
  const { OpenSearchImpactSearcher } = await import('../opensearch/opensearch-impact-searcher.js');
  const { minIdf = 0, onWarning, connection } = options;
  return OpenSearchImpactSearcher.open(index, encoder, {
    ...connection,
    minIdf,
    ...(onWarning ? { onWarning } : {}),
  });
}

const noEncoder: QueryEncoder = {
  async encode(text) {
    throw new TseriniError('USAGE', `no encoder and no vector for the query "${text}": give one of them`, {
      value: text,
    });
  },
  async close() {},
  /** Closes it. */
  async [Symbol.asyncDispose]() {},
};
