import { onAbort, stopError, throwIfStopped } from '../util/abort.js';

/** So many pieces of work at once; the others wait, first in, first out. */
export class Lane {
  readonly #places: number;
  /** Each admits its work. */
  readonly #queue = new Set<() => void>();
  #active = 0;

  /** @param places pieces of work that are done at once, from 1 up */
  constructor(places: number) {
    this.#places = places;
  }

  /** Pieces of work that are being done. */
  get active(): number {
    return this.#active;
  }

  /** Pieces of work in the queue. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Whether the next work begins at once. */
  get isFree(): boolean {
    return this.#active < this.#places;
  }

  /**
   * Waits for a place, then does the work.
   * @throws TseriniError `INTERRUPTED` if the signal is aborted in the queue
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfStopped(signal);
    if (this.isFree) this.#active++;
    else await this.#wait(signal);
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

  /** Gives the place to the next in the queue. */
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
