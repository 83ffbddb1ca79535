import { TseriniError } from './errors.js';

/** Lets a resource be closed safely: closing it waits for running work. */
export class Lifetime {
  readonly #what: string;
  readonly #name: string;
  readonly #free: () => Promise<void>;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  /**
   * @param what `searcher`, for messages
   * @param name the path or name of the resource, for messages
   * @param free called once, when no work runs any more
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
   * Does work that needs the resource.
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

  /** Refuses new work, waits for running work, and frees the resource. A second call does nothing more. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(this.#free);
    return this.#closed;
  }
}
