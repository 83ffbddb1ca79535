import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import { TseriniError } from '../errors.js';
import type { SparseVector } from '../vector.js';
import { BaseSearcher, type JavaSearcher } from './base-searcher.js';
import { requireIndexFolder } from './index-folder.js';
import { callJava, javaClass } from './jvm.js';

export interface ImpactSearcherOptions {
  /** Query terms with ln(documents / document frequency) at or below this are dropped. Default 0. */
  readonly minIdf?: number;
}

interface JavaImpactSearcher extends JavaSearcher {
  search(terms: string, weights: readonly number[], k: number, minIdf: number): Promise<Buffer>;
}

interface JavaSearcherClass {
  newInstanceAsync(path: string): Promise<JavaImpactSearcher>;
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
export class LuceneImpactSearcher extends BaseSearcher<ImpactQuery, object, JavaImpactSearcher> {
  readonly #encoder: QueryEncoder;
  readonly #minIdf: number;

  private constructor(path: string, java: JavaImpactSearcher, encoder: QueryEncoder, minIdf: number) {
    super(path, java);
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

  /**
   * @throws TseriniError `USAGE` (a weight that is negative or no number), and what the encoder throws
   */
  protected override async rank(query: ImpactQuery, k: number): Promise<Buffer> {
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
    return callJava(() => this.java.search(terms.join('\n'), weights, k, this.#minIdf));
  }
}
