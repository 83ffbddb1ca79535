import { assertTimeout, type SearchLimits } from '../search/limits.js';
import { abortable, onAbort, throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';

/** A signal that ends a search at its limits. */
export interface SearchLimit extends Disposable {
  /** Undefined where nothing ends it. */
  readonly signal: AbortSignal | undefined;
  /** Passes a result on, unless a limit is reached before. */
  within<T>(work: Promise<T>): Promise<T>;
}

/**
 * Makes one signal of a search's limits.
 * @throws TseriniError `USAGE` for a time limit that is not above 0; `INTERRUPTED` where the signal is aborted already
 */
export function limitedSignal({ signal, timeoutMs }: Partial<SearchLimits>): SearchLimit {
  assertTimeout(timeoutMs);
  throwIfStopped(signal);
  if (timeoutMs === undefined) {
    return { signal, within: (work) => work, [Symbol.dispose]() {} };
  }
  const limit = new AbortController();
  const end = () =>
    limit.abort(new TseriniError('INTERRUPTED', `the search took longer than its limit of ${timeoutMs} ms`));
  const listening = onAbort(signal, () => limit.abort(signal?.reason));
  const timer = setTimeout(end, Math.min(timeoutMs, 2 ** 31 - 1));
  return {
    signal: limit.signal,
    within: (work) => abortable(work, limit.signal),
    [Symbol.dispose]() {
      clearTimeout(timer);
      listening[Symbol.dispose]();
    },
  };
}
