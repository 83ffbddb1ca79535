import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';
import { HttpError, retryableError } from './http-error.js';

/** The signal of a request's work: aborted when the client disconnects or the time is over. */
export class RequestSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #reply: FastifyReply;
  readonly #timer: NodeJS.Timeout;
  readonly #onClose = () =>
    this.#controller.abort(new HttpError(499, 'CLIENT_GONE', 'the client disconnected'));

  /** @param timeoutMs for the whole work, its time in the queue included, or from {@link restart} on */
  constructor(reply: FastifyReply, timeoutMs: number) {
    this.#reply = reply;
    // Every search of a batch listens, several at a time.
    setMaxListeners(0, this.signal);
    this.#timer = setTimeout(() => {
      const message = `the request took longer than its limit of ${timeoutMs} ms`;
      this.#controller.abort(retryableError(504, 'TIMEOUT', message));
    }, timeoutMs);
    reply.raw.once('close', this.#onClose);
    if (reply.raw.destroyed) this.#onClose();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the work its whole time again. */
  restart(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#reply.raw.off('close', this.#onClose);
  }
}
