import { setMaxListeners } from 'node:events';
import { assertTimeout, type SearchLimits } from '../../search/limits.js';
import { onAbort, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { callJavaSync, javaClass } from '../jvm/jvm.js';

/** The shim's `Cancellation`. */
export interface JavaCancellation {
  cancelSync(): void;
}

type JavaCancellationClass = new (limitMs: number) => JavaCancellation;

/**
 * Does work that the limits may end early.
 * @param work is called with the cancellation to pass to the shim; null without limits
 * @throws TseriniError `INTERRUPTED` by the signal and at the time limit, `USAGE` for one that is not above 0
 */
export async function withLimits<T>(
  { signal, timeoutMs }: Partial<SearchLimits>,
  work: (cancellation: JavaCancellation | null) => Promise<T>,
): Promise<T> {
  if (!signal && timeoutMs === undefined) return work(null);
  assertTimeout(timeoutMs);
  throwIfStopped(signal);
  const Cancellation = await javaClass<JavaCancellationClass>('bridge.Cancellation');
  const cancellation = callJavaSync(() => new Cancellation(timeoutMs ?? 0));
  using _ = onAbort(signal, () => cancellation.cancelSync());
  try {
    throwIfStopped(signal);
    return await work(cancellation);
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
