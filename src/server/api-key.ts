import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import { checkKey } from '../util/secret.js';
import { HttpError } from './http-error.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** A key of fewer characters could be guessed. */
export const shortestSafeKey = 16;

/** Wrong keys of an address in a minute; with more, its requests are refused for the rest of it. */
const wrongKeys = 30;
const windowMs = 60_000;

/** What is looked at of a request. */
interface KeyedRequest {
  readonly headers: IncomingHttpHeaders;
  /** The client's address. */
  readonly ip: string;
}

/** The key that clients send as `x-api-key: KEY` or `authorization: Bearer KEY`. */
export class ApiKey {
  readonly #name: string;
  readonly #expected: Buffer;
  readonly #wrong = new LRUCache<string, number>({ max: 10_000, ttl: windowMs, noUpdateTTL: true });

  /**
   * @param name what it is called in errors
   * @throws TseriniError `USAGE` for a key that is empty or not valid in a header
   */
  constructor(key: string, name = 'API key') {
    this.#name = name;
    this.#expected = digest(checkKey(`the ${name}`, key));
  }

  /** Whether this is the same key. */
  equals(other: ApiKey): boolean {
    return this.#expected.equals(other.#expected);
  }

  /** Whether a request has the key. Compares digests in constant time, so that its duration does not reveal the key. */
  isRight({ headers }: KeyedRequest): boolean {
    const given = keyOf(headers);
    return given !== undefined && timingSafeEqual(digest(given), this.#expected);
  }

  /** @throws HttpError 401, or 429 after too many wrong keys */
  require(request: KeyedRequest): void {
    const wrong = this.#wrong.get(request.ip) ?? 0;
    if (wrong >= wrongKeys) {
      const seconds = Math.ceil(this.#wrong.getRemainingTTL(request.ip) / 1000);
      const message = `too many wrong ${this.#name}s came from this address; try again in a minute`;
      throw new HttpError(429, 'RATE_LIMITED', message, { 'retry-after': String(seconds) });
    }
    if (this.isRight(request)) return;
    const isMissing = keyOf(request.headers) === undefined;
    if (!isMissing) this.#wrong.set(request.ip, wrong + 1);
    const message = isMissing
      ? `this server requires ${this.#name === 'API key' ? 'an' : 'a'} ${this.#name}: send the header x-api-key, or authorization: Bearer`
      : `the ${this.#name} is wrong`;
    throw new HttpError(401, 'UNAUTHORIZED', message, { 'www-authenticate': 'Bearer' });
  }
}

function keyOf({ 'x-api-key': own, authorization }: IncomingHttpHeaders): string | undefined {
  return typeof own === 'string' ? own : /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1];
}
