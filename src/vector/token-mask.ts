import { createHash } from 'node:crypto';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';

/** Tokens to leave out of vectors. */
export interface MaskOptions {
  /** Leave these tokens out, written as in the model's vocabulary. */
  readonly maskTokens?: readonly string[] | undefined;
  /**
   * Leave English stop words out: Lucene's list, in any case, and with the marks `▁` and `Ġ` that begin a word in some
   * vocabularies. Pieces such as `##the` stay.
   */
  readonly maskStopwords?: boolean | undefined;
}

/** Lucene's `EnglishAnalyzer.ENGLISH_STOP_WORDS_SET`. */
const stopwords = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to ' +
    'was will with'
  ).split(' '),
);

/** Whether a token is an English stop word: see {@link MaskOptions.maskStopwords}. */
export function isStopword(token: string): boolean {
  return stopwords.has(token.replace(/^[▁Ġ]/, '').toLowerCase());
}

/**
 * Says of a token whether it is to be left out; undefined where none is.
 * @throws TseriniError `USAGE` for an empty list of tokens, which is likely a mistake
 */
export function tokenMask({
  maskTokens,
  maskStopwords = false,
}: MaskOptions): ((token: string) => boolean) | undefined {
  if (maskTokens?.length === 0) {
    throw new TseriniError('USAGE', 'there are no tokens to mask: leave maskTokens out', {
      value: maskTokens,
    });
  }
  if (!maskTokens) return maskStopwords ? isStopword : undefined;
  const masked = new Set(maskTokens);
  return (token) => masked.has(token) || (maskStopwords && isStopword(token));
}

/** A mask as a manifest records it. */
export interface MaskFacts {
  readonly stopwords: boolean;
  /** How many tokens there are, and the SHA-256 of them in the order of their UTF-8 bytes, a line each; null for none. */
  readonly tokens: { readonly count: number; readonly sha256: string } | null;
}

export function maskFacts({ maskTokens, maskStopwords = false }: MaskOptions): MaskFacts {
  if (!maskTokens) return { stopwords: maskStopwords, tokens: null };
  const tokens = [...new Set(maskTokens)].sort(byCodePoint);
  const hash = createHash('sha256').update(tokens.map((token) => `${token}\n`).join(''));
  return { stopwords: maskStopwords, tokens: { count: tokens.length, sha256: hash.digest('hex') } };
}
