import type { FastifyReply } from 'fastify';
import { Refusal, refusalForNow } from './refusal.js';

/**
 * Ends the work for a request when its client has gone away or its time is over.
 * @param timeoutMs for all of it, the wait in line included
 */
export async function withinRequest<T>(
  reply: FastifyReply,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onClose = () => controller.abort(new Refusal(499, 'CLIENT_GONE', 'the client went away'));
  const timer = setTimeout(() => {
    controller.abort(
      refusalForNow(504, 'TIMEOUT', `the request took longer than its limit of ${timeoutMs} ms`),
    );
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
