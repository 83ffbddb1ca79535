import { TseriniError } from '../util/errors.js';

/** Limits that end a search early. */
export interface SearchLimits {
  /** Once aborted, the search stops in the engine, and its promise rejects with a TseriniError `INTERRUPTED`. */
  readonly signal: AbortSignal;
  /** Milliseconds that a search may take in the engine, its time in the queue included. */
  readonly timeoutMs: number;
}

/** @throws TseriniError `USAGE` if the time limit is not above 0 */
export function assertTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new TseriniError('USAGE', `timeoutMs must be above 0, not ${timeoutMs}`, { value: timeoutMs });
  }
}
