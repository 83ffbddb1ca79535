import { setTimeout as sleep } from 'node:timers/promises';
import type { HubSettings } from './settings.js';

export interface RetryOptions {
  readonly signal?: AbortSignal;
  /** Times to try again. Default: 4. */
  readonly retries?: number;
  /** Milliseconds before the first of them; each next one waits twice as long. Default: 1000. */
  readonly retryDelay?: number;
}

/** What a server says when it may do better in a moment. */
const passing = new Set([408, 429, 500, 502, 503, 504]);
const longestWait = 120_000;

/**
 * A `fetch` for the Hub: it sends the token to the Hub alone, tries again where the fault may pass, and
 * waits as long as Retry-After asks (two minutes at most).
 */
export function hubFetch(settings: HubSettings, options: RetryOptions): typeof fetch {
  const { signal, retries = 4, retryDelay = 1000 } = options;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init?.headers);
    if (settings.token && url.startsWith(`${settings.endpoint}/`)) {
      headers.set('Authorization', `Bearer ${settings.token}`);
    }
    for (let attempt = 0; ; attempt++) {
      let wait = retryDelay * 2 ** attempt;
      try {
        const response = await fetch(input, { ...init, headers, ...(signal ? { signal } : {}) });
        if (!passing.has(response.status) || attempt >= retries) return response;
        wait = retryAfter(response) ?? wait;
        await response.body?.cancel();
      } catch (error) {
        if (signal?.aborted || attempt >= retries) throw error;
      }
      await sleep(Math.min(wait, longestWait), undefined, signal ? { signal } : {});
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
