import type { LuceneIndexSource } from '../lucene/index/index-source.js';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { everyTerm } from '../lucene/search/impact-options.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { hasIndexedText } from '../search/index-description.js';
import type { AnyIndex, OpenIndex, Scoring } from './open-index.js';

type AnySearcher = LuceneImpactSearcher | LuceneSearcher;

/** Opens the states of an index, one after the other, by searchers that stay open between them. */
export class LuceneOpener {
  readonly #source: LuceneIndexSource;
  #searchers: readonly AnySearcher[] = [];
  #warnings: string[] = [];

  /** @param source a folder, or the indexer that has it open */
  constructor(source: LuceneIndexSource) {
    this.#source = source;
  }

  /**
   * Moves to the newest state. An index that was built in another way than the open one, or that cannot be read, is
   * opened anew.
   * @returns how many searchers there are: one, or two for an index of impacts and texts
   * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`
   */
  async refresh(): Promise<number> {
    try {
      for (const searcher of this.#searchers) await searcher.refresh();
    } catch {
      await this.close();
    }
    if (this.#searchers.length === 0) {
      this.#warnings = [];
      this.#searchers = await openSearchers(this.#source, (message) => this.#warnings.push(message));
    }
    return this.#searchers.length;
  }

  /** The index in the state of the last {@link refresh}; impacts first. */
  async open(): Promise<OpenIndex[]> {
    const opened: OpenIndex[] = [];
    try {
      for (const searcher of this.#searchers) {
        opened.push(await stateOf(await searcher.snapshot(), this.#warnings));
      }
      return opened;
    } catch (error) {
      await Promise.all(opened.map((index) => index.close()));
      throw error;
    }
  }

  async close(): Promise<void> {
    const searchers = this.#searchers;
    this.#searchers = [];
    await Promise.all(searchers.map((searcher) => searcher.close()));
  }
}

/** Opens searchers for the kinds of search that the index was built for. */
async function openSearchers(
  source: LuceneIndexSource,
  warn: (message: string) => void,
): Promise<AnySearcher[]> {
  const reader = await LuceneIndexReader.open(source);
  const { description } = reader;
  await reader.close();
  const seen = new Set<string>();
  const onWarning = (message: string) => {
    if (!seen.has(message)) warn(message);
    seen.add(message);
  };
  if (description.kind === 'text') return [await LuceneSearcher.open(source, undefined, { onWarning })];
  const hasText = hasIndexedText(description);
  // As in SparseIndex: of an index that grows from nothing, such terms may be all that there are.
  const minIdf = hasText ? everyTerm : 0;
  const impact = await LuceneImpactSearcher.open(source, undefined, { onWarning, minIdf });
  if (!hasText) return [impact];
  try {
    return [impact, await LuceneSearcher.open(source, undefined, { onWarning })];
  } catch (error) {
    await impact.close();
    throw error;
  }
}

async function stateOf(snapshot: AnySearcher, warnings: readonly string[]): Promise<OpenIndex> {
  if (!(snapshot instanceof LuceneImpactSearcher)) {
    return indexOf('bm25', snapshot, warnings, (scoring, work) => scoredBy(scoring, snapshot, work));
  }
  const index = await indexOf('impact', snapshot, warnings, (_, work) => work(snapshot));
  const hasTerm = async (term: string) => (await snapshot.knownTerms(new Map([[term, 1]]))) > 0;
  return { ...index, hasTerm };
}

type Searcher<Query> = Pick<AnyIndex<Query>, 'search' | 'explain'> &
  Pick<LuceneSearcher, 'batchDoc' | 'close' | 'describe' | 'doc' | 'getDocumentVector' | 'numDocs'>;

/** @param scored does work on a searcher that scores in a certain way */
async function indexOf<Query, Method extends 'impact' | 'bm25'>(
  method: Method,
  searcher: Searcher<Query>,
  warnings: readonly string[],
  scored: <T>(scoring: Scoring, work: (searcher: Searcher<Query>) => Promise<T>) => Promise<T>,
): Promise<AnyIndex<Query> & { readonly method: Method }> {
  try {
    const description = await searcher.describe();
    const first = searcher.numDocs > 0 ? await searcher.doc(0) : undefined;
    const stores = description.stores.some((part) => part === 'raw' || part === 'contents');
    return {
      method,
      documents: searcher.numDocs,
      hasText: first ? first.raw !== undefined || first.contents !== undefined : stores,
      description,
      warnings,
      search: (query, k, { bm25, ...options }) => scored({ bm25 }, (by) => by.search(query, k, options)),
      explain: (query, docid, scoring = {}) => scored(scoring, (by) => by.explain(query, docid)),
      docs: (docids) => searcher.batchDoc(docids),
      getDocumentVector: (docid) => searcher.getDocumentVector(docid),
      close: () => searcher.close(),
    };
  } catch (error) {
    await searcher.close();
    throw error;
  }
}

async function scoredBy<T>(
  { bm25 }: Scoring,
  searcher: LuceneSearcher,
  work: (searcher: LuceneSearcher) => Promise<T>,
): Promise<T> {
  if (!bm25) return work(searcher);
  await using other = await searcher.snapshot();
  other.setBm25(bm25.k1, bm25.b);
  return await work(other);
}
