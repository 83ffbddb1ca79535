import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { TseriniError } from '../util/errors.js';
import { Refusal } from './refusal.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Makes the check of a request's key, `x-api-key: KEY` or `authorization: Bearer KEY`. The time that it takes says
 * nothing of how much of a key is right: digests are compared, all of their bytes.
 * @throws TseriniError `USAGE` for a key that is empty or cannot stand in a header
 */
export function apiKeyCheck(key: string): (headers: IncomingHttpHeaders) => void {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new TseriniError(
      'USAGE',
      'the API key must be one line of printable ASCII characters without blanks, and not empty',
    );
  }
  const expected = digest(key);
  return ({ 'x-api-key': own, authorization }) => {
    const given = typeof own === 'string' ? own : /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    const message =
      given === undefined
        ? 'this server wants a key: send the header x-api-key, or authorization: Bearer'
        : 'this is not the key of this server';
    throw new Refusal(401, 'UNAUTHORIZED', message, { 'www-authenticate': 'Bearer' });
  };
}
