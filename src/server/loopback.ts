import { HttpError } from './http-error.js';

/** Whether a host name or address is the loopback interface, which other machines cannot reach. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/**
 * Rejects requests for other host names. Otherwise a web page whose name resolves to this machine (DNS rebinding)
 * could read the answers.
 * @throws HttpError 421
 */
export function requireLoopbackName(hostname: string): void {
  if (isLoopback(hostname)) return;
  const message =
    'this server accepts requests for localhost only; behind a proxy, set --trust-proxy or an API key';
  throw new HttpError(421, 'MISDIRECTED', message);
}
