import { TseriniError } from '../errors.js';
import { callJavaSync, javaClass } from './jvm.js';

/** What ends a search before it is done. */
export interface SearchLimits {
  /** Once aborted, the search stops in the shim, and its promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Milliseconds that a search may take in the shim, its time in the queue included. */
  readonly timeoutMs: number;
}

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
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new TseriniError('USAGE', `timeoutMs must be above 0, not ${timeoutMs}`, { value: timeoutMs });
  }
  signal?.throwIfAborted();
  const Cancellation = await javaClass<JavaCancellationClass>('Cancellation');
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
