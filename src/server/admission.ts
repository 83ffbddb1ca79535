import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpError, retryableError } from './http-error.js';
import { Lane } from './lane.js';

const refusalsPerSecond = 500;
const longestRefusalMs = 1000;

/** Long answers that are sent at the same time. Each keeps an index open and up to some 100 KB in memory. */
const streamLimit = 256;

/**
 * Limits how many requests are processed at once and how many wait in a first-in, first-out queue. With the queue
 * full, further requests are rejected at once, which bounds the wait of the others whatever the load.
 */
export class Admission {
  readonly #requests: Lane;
  /** Further pieces of long answers, which their clients wait for less than others for an answer. */
  readonly #pieces: Lane;
  readonly #queueLimit: number;
  #rejected = 0;
  #streams = 0;
  #lastRefusal = 0;

  /**
   * @param concurrency requests that are processed at once, from 1 up
   * @param queueLimit requests that may wait, from 0 up
   */
  constructor(concurrency: number, queueLimit: number) {
    this.#requests = new Lane(concurrency);
    this.#pieces = new Lane(Math.ceil(concurrency / 8));
    this.#queueLimit = queueLimit;
  }

  /** Requests that are being processed. */
  get active(): number {
    return this.#requests.active + this.#pieces.active;
  }

  /** Requests in the queue. */
  get waiting(): number {
    return this.#requests.waiting;
  }

  /** Requests rejected so far. */
  get rejected(): number {
    return this.#rejected;
  }

  get #hasRoom(): boolean {
    return this.#requests.isFree || this.waiting < this.#queueLimit;
  }

  /**
   * Returns if there is room for another request. Clients that ask again at once, however often they are refused, would
   * take all time from the others, so that at most {@link refusalsPerSecond} are refused; the rest waits.
   * @throws HttpError 503 if the queue is full, within a second
   */
  async requireRoom(): Promise<void> {
    if (this.#hasRoom) return;
    const now = performance.now();
    const next = Math.max(now, this.#lastRefusal + 1000 / refusalsPerSecond);
    this.#lastRefusal = Math.min(next, now + longestRefusalMs);
    // A process that has nothing else to do than refuse clients that have left must end.
    if (this.#lastRefusal > now) await sleep(this.#lastRefusal - now, undefined, { ref: false });
    if (!this.#hasRoom) throw this.#refusal();
  }

  #refusal(): HttpError {
    this.#rejected++;
    return retryableError(503, 'OVERLOADED', 'too many requests are waiting; try again in a second');
  }

  /**
   * Waits for admission, then does the work.
   * @throws HttpError 503 if the queue is full; TseriniError `INTERRUPTED` if the signal is aborted in the queue
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (!this.#hasRoom) throw this.#refusal();
    return this.resume(signal, work);
  }

  /** As {@link run}, for a request that was admitted before and is not refused any more. */
  resume<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#requests.run(signal, work);
  }

  /**
   * Makes a further piece of a long answer. These have few places of their own, so that no request waits behind them,
   * however many clients read long answers.
   */
  makePiece<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#pieces.run(signal, work);
  }

  /**
   * Counts an answer that is sent as its client reads it until the result is disposed of.
   * @throws HttpError 503 if too many are
   */
  openStream(): Disposable {
    if (this.#streams >= streamLimit) throw this.#refusal();
    this.#streams++;
    return { [Symbol.dispose]: () => void this.#streams-- };
  }

  /** Long answers that are being read by their clients. */
  get streams(): number {
    return this.#streams;
  }
}
