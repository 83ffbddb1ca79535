import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server without a request for so long, in milliseconds, is quiet. */
const quietMs = 100;
/** Those who keep asking are cut off after this. */
const patienceMs = 5000;
const lookMs = 10;

/** Knows which requests a server has taken and not answered yet. */
export class RequestsUnderWay {
  #count = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(server: Server) {
    server.on('request', (_request, response) => {
      this.#last = performance.now();
      this.#count++;
      response.once('close', () => this.#count--);
    });
  }

  /**
   * Waits until all are answered and no more come for a moment: who is connected may have sent a request that is not
   * read yet. Gives up waiting for the moment when they do not stop coming.
   */
  async quiet(): Promise<void> {
    const deadline = performance.now() + patienceMs;
    const isQuiet = () => this.#count === 0 && performance.now() - this.#last >= quietMs;
    while (!isQuiet() && performance.now() < deadline) await sleep(lookMs);
  }

  /** Waits until all are answered. */
  async answered(): Promise<void> {
    while (this.#count > 0) await sleep(lookMs);
  }
}
