import { assertTimeout, type SearchLimits } from '../search/limits.js';
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
 * @throws TseriniError `USAGE` for a time limit that is not above 0; the signal's reason where it is aborted already
 */
export function limitedSignal({ signal, timeoutMs }: Partial<SearchLimits>): SearchLimit {
  assertTimeout(timeoutMs);
  signal?.throwIfAborted();
  if (timeoutMs === undefined) {
    return { signal, within: (work) => work, [Symbol.dispose]() {} };
  }
  const limit = new AbortController();
  const end = () =>
    limit.abort(new TseriniError('INTERRUPTED', `the search took longer than its limit of ${timeoutMs} ms`));
  const passOn = () => limit.abort(signal?.reason);
  const timer = setTimeout(end, Math.min(timeoutMs, 2 ** 31 - 1));
  signal?.addEventListener('abort', passOn, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
  });
  aborted.catch(() => {});
  return {
    signal: limit.signal,
    within: (work) => Promise.race([work, aborted]),
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', passOn);
    },
  };
}
