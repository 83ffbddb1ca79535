/** Java's white space, at which tokens are split into terms; it differs from JavaScript's `\s`. */
const whiteSpace = '\t-\r\u001c-\u0020\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000';
const javaWhiteSpace = new RegExp(`[${whiteSpace}]+`);

/** Whether an index can store this as one term, unchanged. */
export function isToken(text: string): boolean {
  return text !== '' && !javaWhiteSpace.test(text);
}

/** The terms that an index stores for a token, which is split at white space, as `LuceneIndexer` splits it. */
export function splitToken(token: string): string[] {
  return token.split(javaWhiteSpace).filter((part) => part !== '');
}
