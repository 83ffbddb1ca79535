import { TseriniError } from '../util/errors.js';

/**
 * How impacts are stored in the cluster:
 *
 * - `rank_features`: OpenSearch's own field of that name, which keeps 9 significant bits: exact to 512
 * - `scripted`: term frequencies of a text field, scored by a script: exact to 2^24, and only as long as the
 *   segments of a shard are not searched concurrently
 */
export type OpenSearchMapping = 'rank_features' | 'scripted';

/** The largest weight that `rank_features` holds exactly. */
export const largestFeature = 512;

/** Separates a token from its weight in the text field. Escaped in tokens. */
export const weightDelimiter = '\u0001';

/** Lucene's longest term, in bytes. */
const longestTerm = 32_766;

const inScripted = new RegExp(`[%${weightDelimiter}]`, 'g');

/**
 * A token as the field has it. `rank_features` takes the part behind the last dot of a field's name for the
 * feature, and in the text field the delimiter would end the token: both are written as a per cent sign and
 * two hexadecimal digits, and so is the sign itself.
 */
export function escapeToken(token: string, mapping: OpenSearchMapping): string {
  return token.replace(
    mapping === 'rank_features' ? /[%.]/g : inScripted,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Reads what {@link escapeToken} wrote. */
export function unescapeToken(escaped: string): string {
  return escaped.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Checks that the cluster can store a token of a document.
 * @returns the token as the field has it
 * @throws TseriniError `INPUT`, without the place
 */
export function fieldToken(token: string, mapping: OpenSearchMapping): string {
  const escaped = escapeToken(token, mapping);
  if (/\p{Surrogate}/u.test(token)) {
    throw new TseriniError('INPUT', `token ${JSON.stringify(token)} is not valid Unicode`, { value: token });
  }
  if (escaped.length > longestTerm / 3 && Buffer.byteLength(escaped) > longestTerm) {
    throw new TseriniError('INPUT', `a token is longer than Lucene's ${longestTerm} bytes`, { value: token });
  }
  return escaped;
}

/**
 * Checks that `rank_features` stores a weight without rounding it.
 * @throws TseriniError `INPUT`, without the place
 */
export function checkFeature(token: string, weight: number): void {
  if (weight <= largestFeature) return;
  throw new TseriniError(
    'INPUT',
    `the weight of token "${token}" is ${weight}: rank_features is exact to ${largestFeature}; ` +
      'give --mapping scripted (or auto)',
    { value: weight },
  );
}

/** More than any vocabulary has; tokens without a vocabulary must not fill the memory. */
const cacheSize = 1 << 17;

/** The same function with a cache. */
export function cached<T>(compute: (token: string) => T): (token: string) => T {
  const cache = new Map<string, T>();
  return (token) => {
    let value = cache.get(token);
    if (value === undefined) {
      value = compute(token);
      if (cache.size === cacheSize) cache.clear();
      cache.set(token, value);
    }
    return value;
  };
}
