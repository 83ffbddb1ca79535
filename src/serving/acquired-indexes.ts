import type { StoredDocument } from '../search/impact-searcher.js';
import type { AcquiredIndex, IndexHandle } from './index-handle.js';
import type { OpenIndex } from './open-index.js';
import type { Method } from './results.js';

/**
 * The indexes of a request: those that are searched and, where texts are shown, the other one of the same documents. Each
 * stays in the state in which it was acquired, whatever is committed or replaced meanwhile.
 */
export class AcquiredIndexes implements AsyncDisposable {
  readonly #acquired: readonly AcquiredIndex[];

  private constructor(acquired: readonly AcquiredIndex[]) {
    this.#acquired = acquired;
  }

  /**
   * @throws TseriniError `INDEX` if the place of one has no usable index any more
   */
  static async of(handles: readonly IndexHandle[]): Promise<AcquiredIndexes> {
    const acquired: AcquiredIndex[] = [];
    try {
      for (const handle of handles) acquired.push(await handle.acquire());
      return new AcquiredIndexes(acquired);
    } catch (error) {
      for (const index of acquired) await index[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The index that ranks by a method, which must be among them. */
  of<M extends Method>(method: M): Extract<OpenIndex, { readonly method: M }> {
    const found = this.#acquired.flatMap(({ indexes }) => indexes).find((index) => index.method === method);
    return found as Extract<OpenIndex, { readonly method: M }>;
  }

  /** Whether texts of documents are stored in one of them. */
  get hasText(): boolean {
    return this.byText.some((index) => index.hasText);
  }

  /** Where documents are looked up, one after the other: texts first. */
  get byText(): readonly OpenIndex[] {
    const order = ({ hasText, method }: OpenIndex) => 2 * Number(hasText) + Number(method === 'bm25');
    // What is stored in a folder is the same for each way to rank it.
    return this.#acquired.map(({ indexes }) => indexes[0]!).sort((a, b) => order(b) - order(a));
  }

  /** What is stored of documents, by docid: in the index that has texts, else in the other. */
  async stored(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    const stored = new Map<string, StoredDocument>();
    for (const index of this.byText) {
      const missing = docids.filter((docid) => !stored.has(docid));
      if (missing.length === 0) break;
      for (const [docid, document] of await index.docs(missing)) stored.set(docid, document);
    }
    return stored;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#acquired.map((index) => index[Symbol.asyncDispose]()));
  }
}
