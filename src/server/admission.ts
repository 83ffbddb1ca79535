import { onAbort, stopError, throwIfStopped } from '../util/abort.js';
import { refusalForNow } from './refusal.js';

interface Waiting {
  admit(): void;
}

/**
 * Lets so many requests work at once and so many wait in line, in the order of their coming. Who comes when the line
 * is full is sent away at once: the wait of the others stays bounded, whatever the load.
 */
export class Admission {
  readonly #concurrency: number;
  readonly #queueLimit: number;
  readonly #line = new Set<Waiting>();
  #active = 0;
  #refused = 0;

  /**
   * @param concurrency requests at work at once, from 1 up
   * @param queueLimit requests that may wait, from 0 up
   */
  constructor(concurrency: number, queueLimit: number) {
    this.#concurrency = concurrency;
    this.#queueLimit = queueLimit;
  }

  /** Requests at work. */
  get active(): number {
    return this.#active;
  }

  /** Requests in line. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Requests sent away so far. */
  get refused(): number {
    return this.#refused;
  }

  /** @throws Refusal 503 where the line is full */
  requireRoom(): void {
    if (this.#active < this.#concurrency || this.#line.size < this.#queueLimit) return;
    this.#refused++;
    throw refusalForNow(503, 'OVERLOADED', 'too many requests are waiting; try again in a second');
  }

  /**
   * Does work when its turn comes.
   * @throws Refusal 503 where the line is full; TseriniError `INTERRUPTED` where the signal is aborted in line
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfStopped(signal);
    if (this.#active < this.#concurrency) this.#active++;
    else {
      this.requireRoom();
      await this.#wait(signal); // Who ends hands the place on.
    }
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        admit: () => {
          listening[Symbol.dispose]();
          resolve();
        },
      };
      this.#line.add(waiting);
      const listening = onAbort(signal, () => {
        this.#line.delete(waiting);
        reject(stopError(signal));
      });
    });
  }

  #leave(): void {
    const [next] = this.#line;
    if (!next) {
      this.#active--;
      return;
    }
    this.#line.delete(next);
    next.admit();
  }
}
