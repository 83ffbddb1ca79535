import { setTimeout } from 'node:timers/promises';
import { throwIfStopped } from '../util/abort.js';

const firstDelayMs = 250;
const longestDelayMs = 15_000;

/**
 * How long to wait before the next try: twice as long each time, up to 15 s, of which a random half is left out,
 * so that those who were refused together do not come back together.
 * @param attempt tries that failed so far, from 1 up
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return full * (1 - random() / 2);
}

/** Waits. @throws TseriniError `INTERRUPTED` once the signal is aborted */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    throwIfStopped(signal);
    throw error;
  }
}

/** Statuses of an answer, to a request or for a document of it, that another try may not meet again. */
export function isTransientStatus(status: number): boolean {
  return status === 429 || status >= 500;
}
