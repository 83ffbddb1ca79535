import { useEffect, useState } from 'preact/hooks';
import { ApiError, cached, getJson } from './api.js';

/** A response of the server and the state of its request. */
export interface Remote<T> {
  /** The last response; while the next is pending, the previous one. */
  readonly data: T | undefined;
  /** Whether `data` belongs to the current path. */
  readonly current: boolean;
  readonly error: ApiError | undefined;
  /** 0 at first, 1 when a progress message is due, 2 when the message should explain the delay. */
  readonly delay: 0 | 1 | 2;
  retry(): void;
}

interface Outcome<T> {
  readonly path: string | undefined;
  readonly data: T | undefined;
  readonly error?: ApiError;
}

/** Fetches a path, and again whenever it changes; nothing while it is undefined. */
export function useRemote<T>(path: string | undefined): Remote<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ path: undefined, data: undefined });
  const [delay, setDelay] = useState<0 | 1 | 2>(0);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    setDelay(0);
    if (path === undefined || cached(path) !== undefined) return;
    const controller = new AbortController();
    const timers = [setTimeout(setDelay, 250, 1), setTimeout(setDelay, 3000, 2)];
    const finished = () => {
      timers.forEach(clearTimeout);
      setDelay(0);
    };
    getJson<T>(path, controller.signal).then(
      (data) => {
        finished();
        setOutcome({ path, data });
      },
      (error: unknown) => {
        finished();
        if (controller.signal.aborted) return;
        const known = error instanceof ApiError ? error : new ApiError(String(error));
        setOutcome(({ data }) => ({ path, data, error: known }));
      },
    );
    return () => {
      timers.forEach(clearTimeout);
      controller.abort();
    };
  }, [path, attempt]);

  const known = path === undefined ? undefined : cached<T>(path);
  useEffect(() => {
    if (known !== undefined) setOutcome({ path, data: known });
  }, [path, known]);

  const error = outcome.path === path && known === undefined ? outcome.error : undefined;
  return {
    data: known ?? (path === undefined ? undefined : outcome.data),
    current: path !== undefined && (known !== undefined || (outcome.path === path && !error)),
    error,
    delay: known === undefined ? delay : 0,
    retry: () => setAttempt((count) => count + 1),
  };
}
