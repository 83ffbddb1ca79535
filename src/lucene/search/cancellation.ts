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
 * Does work that the limits may end.
 * @param work gets what it must hand to the shim; null where there are no limits
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
