import { HybridSearcher } from '../fusion/hybrid-searcher.js';
import type { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import type { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { Lifetime } from '../util/lifetime.js';
import type { SparseIndexOptions } from './sparse-index-options.js';

/** The searchers of an index, both over the open indexer. */
export interface Searchers {
  readonly impact: LuceneImpactSearcher;
  readonly text: LuceneSearcher;
}

/** With that of both. */
export interface HybridSearchers extends Searchers {
  readonly both: HybridSearcher;
}

/**
 * One state of an index, which searches by impacts, by text and what is stored see alike. It is closed when it is replaced,
 * after the searches that began on it.
 */
export class SearchedState {
  readonly #searchers: HybridSearchers;
  readonly #lifetime: Lifetime;

  private constructor(path: string, { impact, text }: Searchers, fusion: SparseIndexOptions['fusion']) {
    this.#searchers = { impact, text, both: new HybridSearcher(impact, text, fusion) };
    this.#lifetime = new Lifetime('state of the index', path, () => this.#searchers.both.close());
  }

  /** The state that both searchers show. Nothing may refresh them meanwhile. */
  static async of(path: string, searchers: Searchers, options: SparseIndexOptions): Promise<SearchedState> {
    const impact = await searchers.impact.snapshot();
    try {
      return new SearchedState(path, { impact, text: await searchers.text.snapshot() }, options.fusion);
    } catch (error) {
      await impact.close();
      throw error;
    }
  }

  /** The number of documents. */
  get numDocs(): number {
    return this.#searchers.text.numDocs;
  }

  /** Does work on this state, which stays open until it ends. */
  read<T>(work: (searchers: HybridSearchers) => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => work(this.#searchers));
  }

  /** Waits for the work under way. */
  close(): Promise<void> {
    return this.#lifetime.close();
  }
}
