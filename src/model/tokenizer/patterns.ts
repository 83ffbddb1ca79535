import { SplitPreTokenizer } from './hugging-face.js';
import { isPart, type Part } from './json.js';

// Rust's classes of characters. JavaScript's \s and \w are others: its \s has U+FEFF and lacks U+0085.

export const whiteSpace = String.raw`\p{White_Space}`;
/** \w of Rust's regular expressions. */
export const wordCharacters = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
/** `char::is_ascii_punctuation` and Unicode's. */
export const punctuation = String.raw`\p{P}!-\/:-@\[-\x60\{-~`;

/** What a pattern of `tokenizer.json` matches: a text as it is, or a regular expression of Oniguruma. */
export function patternOf(part: Part): RegExp {
  const { pattern } = part;
  if (isPart(pattern) && typeof pattern.String === 'string')
    return new RegExp(escapePattern(pattern.String), 'gu');
  if (isPart(pattern) && typeof pattern.Regex === 'string') {
    const found = new SplitPreTokenizer({ pattern }).pattern;
    if (found) return found;
  }
  throw new Error(`${part.type} has the pattern ${JSON.stringify(pattern)}`);
}

export function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
