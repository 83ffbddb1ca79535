import type { FetchIndexOptions } from '../../prebuilt/fetch-index.js';
import type { ScoreExplanation } from '../../search/explanation.js';
import type { IndexDescription } from '../../search/index-description.js';
import type { SearchLimits } from '../../search/limits.js';
import { TseriniError } from '../../util/errors.js';
import { type AnalyzerOptions, type JavaAnalyzer, javaAnalyzer } from '../analysis/analyzer.js';
import { analyzerDifference, analyzerFacts, analyzerOf } from '../analysis/analyzer-facts.js';
import { type JavaIndexSource, type LuceneIndexSource, openSource } from '../index/index-source.js';
import { ByteReader } from '../jvm/byte-reader.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, callJavaSync, javaClass, javaText } from '../jvm/jvm.js';
import { decodeExplanation } from '../read/explain.js';
import { decodeDescription, wrongLengths } from '../read/index-description.js';
import { BaseSearcher, type JavaSearcher, type RefreshOptions } from './base-searcher.js';
import { decodeHits, type LuceneHit } from './hit.js';
import { callWithLimits } from './limits.js';

/** Settings of a searcher. */
export interface TextSearcherOptions extends RefreshOptions {
  /**
   * Called with a warning: queries are analyzed otherwise than the index was; the index, which another program made,
   * may hold no words; a refresh by the clock failed.
   */
  readonly onWarning?: (message: string) => void;
}

/** Settings of one search. */
export interface TextQueryOptions {
  /** Fields to search and how much each counts, from 0 up. Default: `contents` alone. */
  readonly fields: Readonly<Record<string, number>>;
  /** Score a document by its best field, not by the sum of its fields. */
  readonly dismax: boolean;
  /** With dismax: how much the other fields add, from 0 (nothing, the default) to 1 (the sum). */
  readonly tiebreaker: number;
}

/** BM25 beyond its parameters. */
export interface Bm25Scoring {
  /** For an index built with `bm25Accurate`. Default: as the index records it. */
  readonly accurate?: boolean;
  /**
   * Weight the terms of a query by BM25, too, with the same k1 and b, as if it were a document: for long queries. Only for
   * searches of `contents` alone. Anserini's QuerySideBm25QueryGenerator. Default: a term counts as often as it occurs.
   */
  readonly querySide?: boolean;
}

interface JavaTextSearcher extends JavaSearcher {
  startSearchSync(
    text: string,
    k: number,
    fields: string,
    boosts: readonly number[],
    tiebreaker: number,
    filter: string,
    limitMs: number,
  ): StartedCall<Buffer>;
  startExplainSync(docid: string, text: string): StartedCall<Buffer | null>;
  setAnalyzerSync(analyzer: JavaAnalyzer): void;
  setBm25Sync(k1: number, b: number, accurate: boolean, weighsQuery: boolean): void;
  setQldSync(mu: number): void;
}

interface JavaTextSearcherClass {
  startOpenSync(source: JavaIndexSource, analyzer: JavaAnalyzer): StartedCall<JavaTextSearcher>;
}

const sumOfFields = -1;

/**
 * Searches a text index with BM25 (or query likelihood), as Pyserini's class of this name does: the
 * same hits, scores and order. A term that occurs n times in the query counts n times.
 *
 * ```ts
 * await using searcher = await LuceneSearcher.open('index/nfcorpus.text');
 * const hits = await searcher.search('How to Help Prevent Abdominal Aortic Aneurysms', 10);
 * ```
 */
export class LuceneSearcher extends BaseSearcher<string, TextQueryOptions, JavaTextSearcher> {
  readonly #description: IndexDescription;
  readonly #onWarning: TextSearcherOptions['onWarning'];
  /** Whether the terms of queries have weights by BM25. */
  #querySide = false;

  private constructor(
    path: string,
    java: JavaTextSearcher,
    numDocs: number,
    description: IndexDescription,
    onWarning: TextSearcherOptions['onWarning'],
  ) {
    super(path, java, numDocs);
    this.#description = description;
    this.#onWarning = onWarning;
  }

  /**
   * Opens an index with Pyserini's defaults, k1 0.9 and b 0.4.
   * @param index the index's folder, written by this library, Anserini or Pyserini, or an indexer that has it open
   * @param analyzer how queries become terms. Default: as the index was analyzed, if it records that; else as
   *   Anserini analyzes English.
   * @throws TseriniError `NOT_FOUND`, `INDEX` (not an index, surely one of impacts, damaged, of a newer Lucene), `USAGE`
   *   (invalid options of the analyzer), `JVM`
   */
  static async open(
    index: LuceneIndexSource,
    analyzer?: AnalyzerOptions,
    options: TextSearcherOptions = {},
  ): Promise<LuceneSearcher> {
    const { onWarning } = options;
    const source = await openSource(index);
    const java = await javaAnalyzer(analyzer ?? {});
    const Searcher = await javaClass<JavaTextSearcherClass>('search.TextSearcher');
    const opened = await callJava(() => Searcher.startOpenSync(source.java, java));
    const { description, warning } = decodeDescription(await callJava(() => opened.startDescribeSync()));
    const numDocs = await callJava(() => opened.startNumDocsSync());
    const searcher = new LuceneSearcher(source.path, opened, numDocs, description, onWarning);
    try {
      if (warning) onWarning?.(warning);
      await searcher.setAnalyzer(analyzer ?? analyzerOf(description.analyzer ?? {}));
      searcher.setBm25();
      searcher.refreshEvery(options);
      return searcher;
    } catch (error) {
      await searcher.close();
      throw error;
    }
  }

  /**
   * Opens one of the indexes that are published ready to search, by Pyserini's name, and fetches it unless it is
   * there.
   *
   * ```ts
   * await using searcher = await LuceneSearcher.fromPrebuiltIndex('beir-v1.0.0-nfcorpus.flat');
   * ```
   * @throws TseriniError as {@link fetchPrebuiltIndex} and {@link LuceneSearcher.open}
   */
  static async fromPrebuiltIndex(
    name: string,
    analyzer?: AnalyzerOptions,
    options: FetchIndexOptions & TextSearcherOptions = {},
  ): Promise<LuceneSearcher> {
    const { fetchPrebuiltIndex } = await import('../../prebuilt/fetch-index.js');
    return LuceneSearcher.open(await fetchPrebuiltIndex(name, options), analyzer, options);
  }

  protected override withJava(java: JavaTextSearcher, numDocs: number): LuceneSearcher {
    const other = new LuceneSearcher(this.path, java, numDocs, this.#description, this.#onWarning);
    other.#querySide = this.#querySide;
    return other;
  }

  /**
   * Scores with BM25, in the searches that start from now on:
   * idf × f / (f + k1 × (1 − b + b × length / average length)), summed over the terms of the query.
   * @param k1 from 0 up: how soon further occurrences of a term count no more
   * @param b from 0 to 1: how much the length of a document counts
   * @throws TseriniError `USAGE`, `CLOSED`, `INDEX` (the index records other lengths)
   */
  setBm25(k1 = 0.9, b = 0.4, options: Bm25Scoring = {}): void {
    requireBetween('k1', k1, 0);
    requireBetween('b', b, 0, 1);
    const { lengths } = this.#description;
    const accurate = options.accurate ?? lengths === 'exact';
    this.#requireLengths(accurate ? 'exact' : 'rounded');
    this.lifetime.requireOpen();
    const querySide = options.querySide === true;
    callJavaSync(() => this.java.setBm25Sync(k1, b, accurate, querySide));
    this.#querySide = querySide;
  }

  #requireLengths(wanted: 'exact' | 'rounded'): void {
    const { lengths = wanted } = this.#description;
    if (lengths !== wanted && lengths !== 'none') throw wrongLengths(lengths, this.path);
  }

  /**
   * Scores with query likelihood, Dirichlet smoothing, in the searches that start from now on.
   * @param mu the weight of the collection's language model, in terms
   * @throws TseriniError `USAGE`, `CLOSED`, `INDEX` (an index built with `bm25Accurate`)
   */
  setQld(mu = 1000): void {
    requireBetween('mu', mu, 0);
    this.#requireLengths('rounded');
    this.lifetime.requireOpen();
    callJavaSync(() => this.java.setQldSync(mu));
    this.#querySide = false;
  }

  /**
   * Analyzes queries in this way, in the searches that start from now on.
   * @throws TseriniError as {@link Analyzer.create} does, and `CLOSED`
   */
  async setAnalyzer(options: AnalyzerOptions): Promise<void> {
    const analyzer = await javaAnalyzer(options);
    const indexed = this.#description.analyzer;
    const other = indexed && analyzerDifference(indexed, await analyzerFacts(options));
    if (other) this.#onWarning?.(`${other}: ${this.path}`);
    this.lifetime.requireOpen();
    callJavaSync(() => this.java.setAnalyzerSync(analyzer));
  }

  /** Analyzes queries in this language, in the searches that start from now on. */
  async setLanguage(language: string): Promise<void> {
    await this.setAnalyzer({ language });
  }

  /**
   * Explains where a document's score comes from, by the field `contents` and the scoring that is set: each term's part,
   * what adds nothing and why, and the rank. Undefined if the index does not have the document.
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  async explain(query: string, docid: string): Promise<ScoreExplanation | undefined> {
    const bytes = await this.lifetime.whileOpen(() =>
      callJava(() => this.java.startExplainSync(javaText(docid), javaText(query))),
    );
    if (!bytes) return undefined;
    const reader = new ByteReader(bytes);
    const terms = reader.array(reader.int32(), () => [reader.text(), reader.float32()] as const);
    return decodeExplanation(reader, new Map(terms), docid);
  }

  /** @throws TseriniError `USAGE` (a boost or tiebreaker out of range), `INDEX` (no such field) */
  protected override async rank(
    query: string,
    k: number,
    options: Partial<TextQueryOptions> & Partial<SearchLimits>,
    filter: string,
  ): Promise<LuceneHit[]> {
    const { fields = {}, dismax = false, tiebreaker = 0 } = options;
    for (const [name, boost] of Object.entries(fields)) requireBetween(`the boost of ${name}`, boost, 0);
    requireBetween('tiebreaker', tiebreaker, 0, 1);
    if (this.#querySide && Object.keys(fields).length > 0) {
      throw new TseriniError('USAGE', 'BM25 of the query is for contents alone, not for fields with boosts');
    }
    const names = Object.keys(fields).join('\n');
    const boosts = Object.values(fields);
    const combine = dismax ? tiebreaker : sumOfFields;
    return decodeHits(
      await callWithLimits(options, (limitMs) =>
        this.java.startSearchSync(
          javaText(query),
          k,
          javaText(names),
          boosts,
          combine,
          javaText(filter),
          limitMs,
        ),
      ),
    );
  }
}

function requireBetween(name: string, value: number, min: number, max = Number.MAX_VALUE): void {
  if (!(value >= min && value <= max)) {
    const range = max === Number.MAX_VALUE ? `${min} or more` : `from ${min} to ${max}`;
    throw new TseriniError('USAGE', `${name} must be ${range}, not ${value}`, { value });
  }
}
