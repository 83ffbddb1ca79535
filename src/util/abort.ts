import { TseriniError } from './errors.js';

/**
 * The error of work that a signal stopped: `INTERRUPTED`, with the signal's reason as its cause. A reason that is a
 * TseriniError, such as `stopped by SIGINT`, is the error itself, unless a message is given.
 * @param message what is left of the work and how to resume it
 */
export function stopError({ reason }: AbortSignal, message?: string): TseriniError {
  if (message === undefined && reason instanceof TseriniError) return reason;
  const why = reason instanceof Error ? reason.message : String(reason);
  return new TseriniError('INTERRUPTED', message ?? `stopped: ${why}`, { cause: reason });
}

/** @throws TseriniError {@link stopError} where the signal is aborted */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopError(signal);
}

/** Java's error of stopped work, with the signal's reason as its cause; any other error unchanged. */
export function withReason(error: unknown, signal: AbortSignal | undefined): unknown {
  const isStop = error instanceof TseriniError && error.code === 'INTERRUPTED';
  return isStop && signal?.aborted ? stopError(signal, error.message) : error;
}

/**
 * Calls a function once when a signal is aborted, at once if it already is. Dispose of the result when the work ends: a
 * signal may outlive thousands of calls.
 */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): Disposable {
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', stop) };
}

/**
 * Waits for work that a signal cannot stop until it ends or the signal is aborted. After an abort the work continues,
 * and its result or error is ignored.
 * @throws TseriniError {@link stopError}, and what the work throws
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const listening = onAbort(signal, () => reject(stopError(signal)));
    work.then(resolve, reject).finally(() => listening[Symbol.dispose]());
  });
}
