import { backoffMs, pause } from '../util/backoff.js';

/** Waits before another try. @param attempt tries that failed so far, from 1 up */
export function pauseBeforeRetry(attempt: number, signal?: AbortSignal): Promise<void> {
  return pause(backoffMs(attempt, 250, 15_000), signal);
}

/** Statuses of an answer, to a request or for a document of it, that another try may not meet again. */
export function isTransientStatus(status: number): boolean {
  return status === 429 || status >= 500;
}
