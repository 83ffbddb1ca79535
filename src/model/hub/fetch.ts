import { type RetryOptions, retryingFetch } from '../../util/download/fetch.js';
import type { HubSettings } from './settings.js';

/** A `fetch` for the Hub: it sends the token only to the Hub, and retries after temporary errors. */
export function hubFetch({ token, endpoint }: HubSettings, options: RetryOptions): typeof fetch {
  return retryingFetch(options, (url, headers) => {
    if (token && url.startsWith(`${endpoint}/`)) headers.set('Authorization', `Bearer ${token}`);
  });
}
