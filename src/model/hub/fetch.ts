import { type RetryOptions, retryingFetch } from '../../util/download/fetch.js';
import type { HubSettings } from './settings.js';

/** A `fetch` for the Hub: it sends the token to the Hub alone, and tries again where the fault may pass. */
export function hubFetch({ token, endpoint }: HubSettings, options: RetryOptions): typeof fetch {
  return retryingFetch(options, (url, headers) => {
    if (token && url.startsWith(`${endpoint}/`)) headers.set('Authorization', `Bearer ${token}`);
  });
}
