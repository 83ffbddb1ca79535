import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { checkKey } from '../util/secret.js';
import { HttpError } from './http-error.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Creates the check of a request's key, `x-api-key: KEY` or `authorization: Bearer KEY`. It compares digests in
 * constant time, so that its duration does not reveal how much of a key is right.
 * @throws TseriniError `USAGE` for a key that is empty or not valid in a header
 */
export function apiKeyCheck(key: string): (headers: IncomingHttpHeaders) => void {
  const expected = digest(checkKey('the API key', key));
  return ({ 'x-api-key': own, authorization }) => {
    const given = typeof own === 'string' ? own : /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    const message =
      given === undefined
        ? 'this server requires an API key: send the header x-api-key, or authorization: Bearer'
        : 'the API key is wrong';
    throw new HttpError(401, 'UNAUTHORIZED', message, { 'www-authenticate': 'Bearer' });
  };
}
