import { onAbort, stopError, throwIfStopped } from '../util/abort.js';
import { retryableError } from './http-error.js';

/**
 * Limits how many requests are processed at once and how many wait in a first-in, first-out queue. With the queue
 * full, further requests are rejected at once, which bounds the wait of the others whatever the load.
 */
export class Admission {
  readonly #concurrency: number;
  readonly #queueLimit: number;
  /** Each admits its request. */
  readonly #queue = new Set<() => void>();
  #active = 0;
  #rejected = 0;

  /**
   * @param concurrency requests that are processed at once, from 1 up
   * @param queueLimit requests that may wait, from 0 up
   */
  constructor(concurrency: number, queueLimit: number) {
    this.#concurrency = concurrency;
    this.#queueLimit = queueLimit;
  }

  /** Requests that are being processed. */
  get active(): number {
    return this.#active;
  }

  /** Requests in the queue. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Requests rejected so far. */
  get rejected(): number {
    return this.#rejected;
  }

  /** @throws HttpError 503 if the queue is full */
  requireRoom(): void {
    if (this.#active < this.#concurrency || this.#queue.size < this.#queueLimit) return;
    this.#rejected++;
    throw retryableError(503, 'OVERLOADED', 'too many requests are waiting; try again in a second');
  }

  /**
   * Waits for admission, then does the work.
   * @throws HttpError 503 if the queue is full; TseriniError `INTERRUPTED` if the signal is aborted in the queue
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfStopped(signal);
    if (this.#active < this.#concurrency) this.#active++;
    else {
      this.requireRoom();
      await this.#wait(signal);
    }
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        listening[Symbol.dispose]();
        resolve();
      };
      this.#queue.add(admit);
      const listening = onAbort(signal, () => {
        this.#queue.delete(admit);
        reject(stopError(signal));
      });
    });
  }

  /** Admits the next request in the queue, which counts as active in place of the one that ends. */
  #leave(): void {
    const [next] = this.#queue;
    if (!next) {
      this.#active--;
      return;
    }
    this.#queue.delete(next);
    next();
  }
}
