import { type Rm3Options, type RocchioOptions, rm3Options, rocchioOptions } from './options.js';

/** A method of feedback with its settings. */
export type FeedbackMethod =
  | { readonly name: 'rm3'; readonly options: Rm3Options }
  | { readonly name: 'rocchio'; readonly options: RocchioOptions };

/**
 * A searcher that can expand queries by what their first hits are about. On a cluster the index must have been built with
 * `storeDocvectors`; a Lucene index that was supplies the documents' terms faster.
 */
export abstract class FeedbackSearcher {
  #method: FeedbackMethod['name'] | undefined;

  /**
   * Uses a method in the searches that start from now on; undefined leaves queries as they are.
   * @throws TseriniError `CLOSED`
   */
  protected abstract useFeedback(method: FeedbackMethod | undefined): void;

  #use(method: FeedbackMethod | undefined): void {
    this.useFeedback(method);
    this.#method = method?.name;
  }

  /** Takes over the setting of a searcher of the same index, which it was made from. */
  protected inheritFeedback(other: FeedbackSearcher): void {
    this.#method = other.#method;
  }

  /**
   * Expands queries by RM3 in the searches that start from now on, in place of any other feedback.
   * @throws TseriniError `USAGE`, `CLOSED`
   */
  setRm3(options: Partial<Rm3Options> = {}): void {
    this.#use({ name: 'rm3', options: rm3Options(options) });
  }

  /**
   * Expands queries by Rocchio's feedback in the searches that start from now on, in place of any other feedback.
   * @throws TseriniError `USAGE`, `CLOSED`
   */
  setRocchio(options: Partial<RocchioOptions> = {}): void {
    this.#use({ name: 'rocchio', options: rocchioOptions(options) });
  }

  /** Ends RM3, if it is on. */
  unsetRm3(): void {
    if (this.isUsingRm3) this.#use(undefined);
  }

  /** Ends Rocchio's feedback, if it is on. */
  unsetRocchio(): void {
    if (this.isUsingRocchio) this.#use(undefined);
  }

  /** Whether queries are expanded by RM3. */
  get isUsingRm3(): boolean {
    return this.#method === 'rm3';
  }

  /** Whether queries are expanded by Rocchio's feedback. */
  get isUsingRocchio(): boolean {
    return this.#method === 'rocchio';
  }
}
