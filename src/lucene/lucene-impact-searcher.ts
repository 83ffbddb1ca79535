import { availableParallelism } from 'node:os';
import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import { TseriniError } from '../errors.js';
import type { SparseVector } from '../vector.js';
import { decodeHits, type LuceneHit } from './hit.js';
import { requireIndexFolder } from './index-folder.js';
import { callJava, javaClass } from './jvm.js';
import { mapOrdered } from './ordered.js';

export interface ImpactSearcherOptions {
  /** Query terms with ln(documents / document frequency) at or below this are dropped. Default 0. */
  readonly minIdf?: number;
}

interface JavaSearcher {
  search(terms: string, weights: readonly number[], k: number, minIdf: number): Promise<Buffer>;
  numDocsSync(): number;
  close(): Promise<void>;
}

interface JavaSearcherClass {
  newInstanceAsync(path: string): Promise<JavaSearcher>;
}

/** A query: a text for the searcher's encoder, or a vector as an encoder gives it. */
export type ImpactQuery = string | SparseVector;

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
export class LuceneImpactSearcher implements AsyncDisposable {
  readonly #searcher: JavaSearcher;
  readonly #encoder: QueryEncoder;
  readonly #minIdf: number;
  readonly #path: string;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  private constructor(path: string, searcher: JavaSearcher, encoder: QueryEncoder, minIdf: number) {
    this.#path = path;
    this.#searcher = searcher;
    this.#encoder = encoder;
    this.#minIdf = minIdf;
  }

  /**
   * Opens an index. The encoder stays the caller's: closing the searcher does not close it.
   * @param index the index's folder, written by this library, Anserini or Pyserini
   * @param encoder turns the text of a query into a vector; without one, the text of a query is taken as
   *   tokens, each repeated as often as its weight says
   * @throws TseriniError `NOT_FOUND`, `INDEX` (not an index, damaged, of a newer Lucene), `JVM`
   */
  static async open(
    index: string,
    encoder: QueryEncoder = new PretokenizedQueryEncoder(),
    options: ImpactSearcherOptions = {},
  ): Promise<LuceneImpactSearcher> {
    await requireIndexFolder(index);
    const Searcher = await javaClass<JavaSearcherClass>('ImpactSearcher');
    const searcher = await callJava(() => Searcher.newInstanceAsync(index));
    return new LuceneImpactSearcher(index, searcher, encoder, options.minIdf ?? 0);
  }

  /** The number of documents in the index. */
  get numDocs(): number {
    this.#requireOpen();
    return this.#searcher.numDocsSync();
  }

  /**
   * Searches with one query.
   * @param k how many hits at most, from 1 up
   * @throws TseriniError `USAGE` (k, or a weight that is negative or no number), `CLOSED`, `INDEX`, and
   *   what the encoder throws
   */
  async search(query: ImpactQuery, k = 10): Promise<LuceneHit[]> {
    this.#requireOpen();
    requireWhole('k', k);
    const run = this.#search(query, k);
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  async #search(query: ImpactQuery, k: number): Promise<LuceneHit[]> {
    const vector = typeof query === 'string' ? await this.#encoder.encode(query) : query;
    const terms: string[] = [];
    const weights: number[] = [];
    for (const [term, weight] of vector) {
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
        throw new TseriniError(
          'USAGE',
          `the weight of query term "${term}" must be 0 or more, not ${weight}`,
          {
            value: weight,
          },
        );
      }
      // Tokens of an index hold no white space, so such a term matches nothing.
      if (!/\s/.test(term) && term !== '') {
        terms.push(term);
        weights.push(weight);
      }
    }
    return decodeHits(
      await callJava(() => this.#searcher.search(terms.join('\n'), weights, k, this.#minIdf)),
    );
  }

  /**
   * Searches with many queries, several at a time, and gives the hits of each in the order of the queries
   * as soon as they are there. Memory holds a few rankings, however many queries there are.
   * @param threads how many searches run at once. Default: one a core.
   */
  async *searchEach<T>(
    queries: Iterable<readonly [T, ImpactQuery]> | AsyncIterable<readonly [T, ImpactQuery]>,
    k = 10,
    threads = availableParallelism(),
  ): AsyncGenerator<readonly [T, LuceneHit[]]> {
    requireWhole('threads', threads);
    yield* mapOrdered(queries, threads, async ([key, query]) => [key, await this.search(query, k)] as const);
  }

  /**
   * Searches with many queries and gives all hits by query id.
   * @param qids the id of each query
   */
  async batchSearch(
    queries: readonly ImpactQuery[],
    qids: readonly string[],
    k = 10,
    threads = availableParallelism(),
  ): Promise<Map<string, LuceneHit[]>> {
    if (queries.length !== qids.length || new Set(qids).size !== qids.length) {
      throw new TseriniError(
        'USAGE',
        `${queries.length} queries need as many different ids, not ${qids.length}`,
      );
    }
    const results = new Map<string, LuceneHit[]>();
    const pairs = queries.map((query, i) => [qids[i]!, query] as const);
    for await (const [qid, hits] of this.searchEach(pairs, k, threads)) results.set(qid, hits);
    return results;
  }

  #requireOpen(): void {
    if (this.#closed) {
      throw new TseriniError('CLOSED', `this searcher was closed: ${this.#path}`, { value: this.#path });
    }
  }

  /** Waits for the searches under way, then frees the index. Calling it twice does nothing more. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => callJava(() => this.#searcher.close()));
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function requireWhole(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value < 2 ** 31)) {
    throw new TseriniError('USAGE', `${name} must be a whole number from 1 up, not ${value}`, { value });
  }
}
