/** What Java takes as white space, at which an index's tokens are split: not quite JavaScript's `\s`. */
const whiteSpace = '\t-\r\u001c-\u0020\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000';
const javaWhiteSpace = new RegExp(`[${whiteSpace}]+`);

/** Whether an index can have this as a term, as it stands. */
export function isToken(text: string): boolean {
  return text !== '' && !javaWhiteSpace.test(text);
}

/** The parts that an index has as terms: a token is split at white space, as `LuceneIndexer` splits it. */
export function splitToken(token: string): string[] {
  return token.split(javaWhiteSpace).filter((part) => part !== '');
}
