import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server is idle after this many milliseconds without a request. */
const idleMs = 100;
/** How long to wait for clients that keep sending requests. */
const maxWaitMs = 5000;
const pollMs = 10;

/** Counts the requests that a server has received and not yet answered. */
export class InFlightRequests {
  #count = 0;
  #lastRequest = Number.NEGATIVE_INFINITY;

  constructor(server: Server) {
    server.on('request', (_request, response) => {
      this.#lastRequest = performance.now();
      this.#count++;
      response.once('close', () => this.#count--);
    });
  }

  /**
   * Waits until the server is idle: connected clients may have sent requests that are not read yet. Returns after
   * {@link maxWaitMs} if they do not stop sending.
   */
  async idle(): Promise<void> {
    const deadline = performance.now() + maxWaitMs;
    const isIdle = () => this.#count === 0 && performance.now() - this.#lastRequest >= idleMs;
    while (!isIdle() && performance.now() < deadline) await sleep(pollMs);
  }

  /** Waits until every request is answered. */
  async answered(): Promise<void> {
    while (this.#count > 0) await sleep(pollMs);
  }
}
