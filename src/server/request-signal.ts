import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';
import { HttpError, retryableError } from './http-error.js';

/**
 * Runs the work of a request with a signal that is aborted when the client disconnects or the time is over.
 * @param timeoutMs for the whole request, its time in the queue included
 */
export async function withRequestSignal<T>(
  reply: FastifyReply,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Every search of a batch listens, several at a time.
  setMaxListeners(0, controller.signal);
  const onClose = () => controller.abort(new HttpError(499, 'CLIENT_GONE', 'the client disconnected'));
  const timer = setTimeout(() => {
    const message = `the request took longer than its limit of ${timeoutMs} ms`;
    controller.abort(retryableError(504, 'TIMEOUT', message));
  }, timeoutMs);
  reply.raw.once('close', onClose);
  if (reply.raw.destroyed) onClose();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    reply.raw.off('close', onClose);
  }
}
