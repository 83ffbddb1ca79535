import { TseriniError } from '../util/errors.js';
import type { IndexLocation, OpenIndex } from './open-index.js';

/** Milliseconds between two looks at an index's place. */
const lookInterval = 1000;

/**
 * An open index that follows its place: to a new commit, or to another index that was put there. While the place has no
 * index, or one that cannot be opened, users get the error. Work under way ends on the commit on which it began.
 */
export class IndexHandle {
  readonly #location: IndexLocation;
  readonly #index: OpenIndex;
  #fingerprint: string;
  #problem: TseriniError | undefined;
  #looked = performance.now();
  #looking: Promise<void> | undefined;
  #closed = false;

  private constructor(location: IndexLocation, index: OpenIndex, fingerprint: string) {
    this.#location = location;
    this.#index = index;
    this.#fingerprint = fingerprint;
  }

  /** @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM` */
  static async open(location: IndexLocation): Promise<IndexHandle> {
    // Before the index is opened: a commit in between is then seen at the next look.
    const fingerprint = (await location.fingerprint()) ?? '';
    return new IndexHandle(location, await location.open(), fingerprint);
  }

  /** The index as of the last look. */
  get index(): OpenIndex {
    return this.#index;
  }

  /** Looks at the place and gives the reason why the index cannot be used, if any. */
  async problem(): Promise<TseriniError | undefined> {
    await this.#look();
    return this.#problem;
  }

  /**
   * Does work on the index.
   * @throws TseriniError `INDEX` where its place has no usable index any more
   */
  async use<T>(work: (index: OpenIndex) => Promise<T>): Promise<T> {
    if (performance.now() - this.#looked > lookInterval) await this.#look();
    if (this.#problem) throw this.#problem;
    return work(this.#index);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#follow().finally(() => {
      this.#looked = performance.now();
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #follow(): Promise<void> {
    if (this.#closed) return;
    try {
      const fingerprint = await this.#location.fingerprint();
      if (fingerprint === undefined) throw this.#gone();
      if (fingerprint !== this.#fingerprint) await this.#index.refresh();
      this.#fingerprint = fingerprint;
      this.#problem = undefined;
    } catch (error) {
      this.#problem =
        error instanceof TseriniError ? error : new TseriniError('INTERNAL', String(error), { cause: error });
    }
  }

  #gone(): TseriniError {
    const { name } = this.#location;
    const message = `the index is no longer at its place; it is used again once it is back: ${name}`;
    return new TseriniError('INDEX', message, { value: name });
  }

  /** Closes the index once the work under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#looking;
    this.#problem = new TseriniError('CLOSED', `this index was closed: ${this.#location.name}`);
    await this.#index.close();
  }
}
