import { type Part, text } from './json.js';
import type { Normalizer } from './normalizers.js';
import { escapePattern, whiteSpace, wordCharacters } from './patterns.js';

/** A part of a text: an added token's id, or what is left to tokenize. */
export type Section = { readonly id: number } | { readonly text: string };

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly singleWord: boolean;
  /** Whether white space before it, and after it, belongs to it. */
  readonly takesLeft: boolean;
  readonly takesRight: boolean;
}

const spacesAtEnd = new RegExp(`${whiteSpace}*$`, 'u');
const spacesAtStart = new RegExp(`^${whiteSpace}*`, 'u');
const wordAtEnd = new RegExp(`[${wordCharacters}]$`, 'u');
const wordAtStart = new RegExp(`^[${wordCharacters}]`, 'u');

/**
 * Finds tokens that are written out in a text, the longest first, as Hugging Face's tokenizers do.
 * @param parts of `added_tokens`
 * @param normalize for tokens that are found in normalized text
 */
export function addedTokenSplitter(
  parts: readonly Part[],
  normalize: Normalizer,
): (input: string) => Section[] {
  const tokens = new Map<string, AddedToken>();
  for (const part of parts) {
    const content = normalize(text(part, 'content'));
    if (content === '') continue;
    tokens.set(content, {
      id: part.id as number,
      content,
      singleWord: part.single_word === true,
      takesLeft: part.lstrip === true,
      takesRight: part.rstrip === true,
    });
  }
  if (tokens.size === 0) return (input) => (input === '' ? [] : [{ text: input }]);
  // An alternation takes its first match.
  const contents = [...tokens.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(contents.map(escapePattern).join('|'), 'gu');
  return (input) => {
    if (input !== '' && input.search(pattern) < 0) return [{ text: input }];
    const sections: Section[] = [];
    let end = 0;
    for (const { 0: content, index } of input.matchAll(pattern)) {
      const token = tokens.get(content)!;
      const [before, after] = [input.slice(0, index), input.slice(index + content.length)];
      if (token.singleWord && (wordAtEnd.test(before) || wordAtStart.test(after))) continue;
      const left = token.takesLeft ? spacesAtEnd.exec(before)![0].length : 0;
      const right = token.takesRight ? spacesAtStart.exec(after)![0].length : 0;
      const start = token.takesLeft ? Math.max(index - left, end) : index;
      if (end < start) sections.push({ text: input.slice(end, start) });
      sections.push({ id: token.id });
      end = index + content.length + right;
    }
    if (end < input.length) sections.push({ text: input.slice(end) });
    return sections;
  };
}
