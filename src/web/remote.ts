import { useEffect, useState } from 'preact/hooks';
import { ApiError, cached, getJson } from './api.js';

/** An answer of the server, as far as it is here. */
export interface Remote<T> {
  /** The newest answer that came: while the next is awaited, still the one before. */
  readonly data: T | undefined;
  /** Whether `data` answers what is asked now. */
  readonly current: boolean;
  readonly error: ApiError | undefined;
  /** 0 at first, 1 when it is time to say that something is going on, 2 when to say why it may take long. */
  readonly patience: 0 | 1 | 2;
  retry(): void;
}

interface Outcome<T> {
  readonly path: string | undefined;
  readonly data: T | undefined;
  readonly error?: ApiError;
}

/** Asks for a path, again whenever it changes; nothing while it is undefined. */
export function useRemote<T>(path: string | undefined): Remote<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ path: undefined, data: undefined });
  const [patience, setPatience] = useState<0 | 1 | 2>(0);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    setPatience(0);
    if (path === undefined || cached(path) !== undefined) return;
    const controller = new AbortController();
    const timers = [setTimeout(setPatience, 250, 1), setTimeout(setPatience, 3000, 2)];
    const finished = () => {
      timers.forEach(clearTimeout);
      setPatience(0);
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
    patience: known === undefined ? patience : 0,
    retry: () => setAttempt((count) => count + 1),
  };
}
