import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfStopped } from './abort.js';

/**
 * How long to wait before the next try: twice as long each time, less a random part of up to half, so that callers that
 * were refused together do not retry together.
 * @param attempt tries that failed so far, from 1 up
 */
export function backoffMs(
  attempt: number,
  firstMs: number,
  longestMs: number,
  random: () => number = Math.random,
): number {
  return Math.min(longestMs, firstMs * 2 ** (attempt - 1)) * (1 - random() / 2);
}

/** Waits. @throws TseriniError `INTERRUPTED` once the signal is aborted */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error) => {
    throwIfStopped(signal);
    throw error;
  });
}
