import type { StoredDocument } from '../search/impact-searcher.js';
import type { TseriniError } from '../util/errors.js';
import type { IndexHandle } from './index-handle.js';
import type { OpenImpactIndex, OpenIndex, OpenTextIndex } from './open-index.js';
import type { QueryVectors } from './query-vectors.js';
import type { Method } from './results.js';

interface Handles {
  readonly impact?: IndexHandle;
  readonly bm25?: IndexHandle;
  /** Of an impact index. */
  readonly vectors?: QueryVectors;
}

/** What an index is made of: weights with the model of their queries, words, or both over the same documents. */
export class IndexParts {
  /** The model; undefined for words alone. */
  readonly vectors: QueryVectors | undefined;
  readonly #impact: IndexHandle | undefined;
  readonly #bm25: IndexHandle | undefined;

  constructor({ impact, bm25, vectors }: Handles) {
    this.#impact = impact;
    this.#bm25 = bm25;
    this.vectors = vectors;
  }

  get #handles(): IndexHandle[] {
    return [this.#impact, this.#bm25].filter((handle) => handle !== undefined);
  }

  has(method: Method): boolean {
    return this.#handles.some(({ index }) => index.method === method);
  }

  get documents(): number {
    return this.#handles[0]!.index.documents;
  }

  get hasText(): boolean {
    return this.#handles.some(({ index }) => index.hasText);
  }

  /** Why not all of it can be used now. */
  async problem(): Promise<TseriniError | undefined> {
    const problems = await Promise.all(this.#handles.map((handle) => handle.problem()));
    return problems.find((problem) => problem !== undefined);
  }

  withImpact<T>(work: (index: OpenImpactIndex) => Promise<T>): Promise<T> {
    return this.#impact!.use((index) => work(index as OpenImpactIndex));
  }

  withText<T>(work: (index: OpenTextIndex) => Promise<T>): Promise<T> {
    return this.#bm25!.use((index) => work(index as OpenTextIndex));
  }

  /** Weights where there are any. */
  withMain<T>(work: (index: OpenIndex) => Promise<T>): Promise<T> {
    return this.#handles[0]!.use(work);
  }

  /** What is stored of documents: in the words' index where there is one, which is the one that has the text. */
  async stored(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    const [first, second] = this.#handles
      .reverse()
      .sort((a, b) => Number(b.index.hasText) - Number(a.index.hasText));
    const found = await first!.use((index) => index.docs(docids));
    const missing = second ? docids.filter((docid) => !found.has(docid)) : [];
    if (missing.length === 0) return found;
    return new Map([...found, ...(await second!.use((index) => index.docs(missing)))]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  }
}
