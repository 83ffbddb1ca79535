import { TseriniError } from '../errors.js';

/**
 * How weights are held in the cluster:
 *
 * - `rank_features`: OpenSearch's own field of that name, which keeps 9 significant bits: exact to 512
 * - `scripted`: term frequencies of a text field, scored by a script: exact to 2^24, and only as long as the
 *   segments of a shard are not searched side by side
 */
export type OpenSearchMapping = 'rank_features' | 'scripted';

/** The largest weight that `rank_features` holds exactly. */
export const largestFeature = 512;

/** Parts a token from its weight in the text field. Escaped in tokens. */
export const weightDelimiter = '\u0001';

/** Lucene's longest term, in bytes. */
const longestTerm = 32_766;

/** What Java takes as white space, at which tokens are split. */
const whiteSpace = '\t-\r\u001c-\u0020\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000';
const javaWhiteSpace = new RegExp(`[${whiteSpace}]+`);

const isWhole = (token: string) => !javaWhiteSpace.test(token) && token !== '';

/**
 * The parts of a token that an index has as terms: it is split at white space, as `LuceneIndexer` splits it.
 */
export function splitToken(token: string): readonly string[] {
  return isWhole(token) ? [token] : token.split(javaWhiteSpace).filter((part) => part !== '');
}

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

/**
 * Holds a token of a document against what the cluster can take.
 * @returns what is wrong with it, or nothing
 */
export function tokenFault(token: string, escaped: string): string | undefined {
  if (/\p{Surrogate}/u.test(token)) return `token ${JSON.stringify(token)} is not valid Unicode`;
  if (escaped.length > longestTerm / 3 && Buffer.byteLength(escaped) > longestTerm) {
    return `a token is longer than Lucene's ${longestTerm} bytes`;
  }
  return undefined;
}

/**
 * Holds a weight against the mapping.
 * @throws TseriniError `INPUT` where the mapping would round it
 */
export function checkWeight(where: string, token: string, weight: number, mapping: OpenSearchMapping): void {
  if (mapping === 'rank_features' && weight > largestFeature) {
    throw new TseriniError(
      'INPUT',
      `${where}: the weight of token "${token}" is ${weight}: rank_features is exact to ${largestFeature}; ` +
        'give --mapping scripted (or auto)',
      { value: weight },
    );
  }
}
