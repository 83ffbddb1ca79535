import { Refusal } from './refusal.js';

/** Whether an address or a name is this machine's own, which no other machine reaches. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/**
 * Refuses requests that were sent to another name. A page on the web may have its name point to this machine, and
 * would then read what only this machine was to read.
 * @throws Refusal 421
 */
export function requireLoopbackName(hostname: string): void {
  if (isLoopback(hostname)) return;
  const message = 'this server answers to localhost only; behind a proxy it needs --trust-proxy, or a key';
  throw new Refusal(421, 'MISDIRECTED', message);
}
