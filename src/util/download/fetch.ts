import { backoffMs, pause } from '../backoff.js';

export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default: 4. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first retry, less a random part of up to half; twice as long each time. Default: 1000. */
  readonly retryDelay?: number | undefined;
}

/** Statuses that may be temporary. */
const temporary = new Set([408, 429, 500, 502, 503, 504]);
const longestWait = 120_000;

/**
 * A `fetch` that retries what may be temporary, and waits as long as Retry-After says, at most two minutes.
 * @param prepare may add headers before a request is sent
 */
export function retryingFetch(
  { signal, retries = 4, retryDelay = 1000 }: RetryOptions,
  prepare: (url: string, headers: Headers) => void = () => {},
): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    prepare(input instanceof Request ? input.url : String(input), headers);
    for (let attempt = 0; ; attempt++) {
      let wait = backoffMs(attempt + 1, retryDelay, longestWait);
      try {
        const response = await fetch(input, { ...init, headers, signal: signal ?? init?.signal ?? null });
        if (!temporary.has(response.status) || attempt >= retries) return response;
        wait = retryAfter(response) ?? wait;
        await response.body?.cancel();
      } catch (error) {
        if (signal?.aborted || attempt >= retries) throw error;
      }
      await pause(Math.min(wait, longestWait), signal);
    }
  };
}

/** Milliseconds; the header holds seconds or a date. */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('Retry-After');
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
