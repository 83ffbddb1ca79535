import { setMaxListeners } from 'node:events';
import { assertTimeout, type SearchLimits } from '../../search/limits.js';
import { onAbort, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava } from '../jvm/jvm.js';

/** For the shim: nothing ends this search. */
const endless = -1;

/**
 * The result of a search in the shim that its limits may end early.
 * @param start calls a method `startX` of the shim with the milliseconds that the search may take: 0 for no limit, negative
 *   where the signal does not end it either
 * @throws TseriniError `INTERRUPTED` by the signal and at the time limit, `USAGE` for one that is not above 0
 */
export async function callWithLimits<T>(
  { signal, timeoutMs }: Partial<SearchLimits>,
  start: (limitMs: number) => StartedCall<T>,
): Promise<T> {
  assertTimeout(timeoutMs);
  throwIfStopped(signal);
  try {
    return await callJava(() => start(timeoutMs ?? (signal ? 0 : endless)), signal);
  } catch (error) {
    if (error instanceof TseriniError && error.code === 'INTERRUPTED') throwIfStopped(signal);
    throw error;
  }
}

/**
 * The options of many concurrent searches, with a signal that follows the caller's, as long as it is not disposed of:
 * Node warns if more than ten searches listen to one signal, and the caller's signal is not ours to configure.
 */
export function batchOptions<Options extends Partial<SearchLimits>>(
  options: Options,
): Disposable & { options: Options } {
  const { signal } = options;
  if (!signal) return { options, [Symbol.dispose]: () => {} };
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const listening = onAbort(signal, () => controller.abort(signal.reason));
  return {
    options: { ...options, signal: controller.signal },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}
