import { TseriniError } from './errors.js';

/** From the opening of something to its closing, which waits for the work that is under way. */
export class Lifetime {
  readonly #what: string;
  readonly #name: string;
  readonly #free: () => Promise<void>;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  /**
   * @param what `searcher`, for messages
   * @param name what was opened, for messages: a path, a name
   * @param free called once, when nothing is under way any more
   */
  constructor(what: string, name: string, free: () => Promise<void>) {
    this.#what = what;
    this.#name = name;
    this.#free = free;
  }

  /** @throws TseriniError `CLOSED` */
  requireOpen(): void {
    if (this.#closed) {
      throw new TseriniError('CLOSED', `this ${this.#what} was closed: ${this.#name}`, { value: this.#name });
    }
  }

  /**
   * Does work that needs what was opened.
   * @throws TseriniError `CLOSED`, and what the work throws
   */
  async whileOpen<T>(work: () => Promise<T>): Promise<T> {
    this.requireOpen();
    const run = work();
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  /** Takes no more work, waits for that which is under way, and frees. Calling it twice does nothing more. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(this.#free);
    return this.#closed;
  }
}
