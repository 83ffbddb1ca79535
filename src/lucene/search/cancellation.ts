import { assertTimeout, type SearchLimits } from '../../search/limits.js';
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
 * @throws TseriniError `INTERRUPTED` at the time limit, `USAGE` for one that is not above 0
 */
export async function withLimits<T>(
  { signal, timeoutMs }: Partial<SearchLimits>,
  work: (cancellation: JavaCancellation | null) => Promise<T>,
): Promise<T> {
  if (!signal && timeoutMs === undefined) return work(null);
  assertTimeout(timeoutMs);
  signal?.throwIfAborted();
  const Cancellation = await javaClass<JavaCancellationClass>('bridge.Cancellation');
  const cancellation = callJavaSync(() => new Cancellation(timeoutMs ?? 0));
  const cancel = () => cancellation.cancelSync();
  signal?.addEventListener('abort', cancel);
  try {
    signal?.throwIfAborted();
    return await work(cancellation);
  } catch (error) {
    const interrupted = error instanceof TseriniError && error.code === 'INTERRUPTED';
    throw interrupted && signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
