/** A part of a text with the terms of a vector that it contains. */
export interface Stretch {
  readonly text: string;
  /** The vector's terms that form the word; empty between words and for words that the vector lacks. */
  readonly terms: readonly string[];
}

/**
 * Normalizes a word as an uncased BERT tokenizer does: without accents, in lower case, where Σ is σ also at the end of a
 * word.
 */
function plain(word: string): string {
  return word
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('Σ', 'σ')
    .toLowerCase();
}

const ideograph = String.raw`[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2CEAF}\u{2F800}-\u{2FA1F}]`;
/** Ideographs are words of their own in BERT's vocabulary. */
const words = new RegExp(`${ideograph}|(?:(?!${ideograph})[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/** Splits a word into terms, longest match first, as WordPiece does; empty if that fails. */
function piecesOf(word: string, isTerm: (term: string) => boolean): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < word.length; ) {
    let end = word.length;
    const piece = () => (start === 0 ? '' : '##') + word.slice(start, end);
    while (end > start && !isTerm(piece())) end--;
    if (end === start) return [];
    pieces.push(piece());
    start = end;
  }
  return pieces;
}

/** Whether a stemmer may have reduced a word to this stem. An estimate, used to mark terms in a text. */
function hasStem(word: string, stem: string): boolean {
  const base = stem.endsWith('i') ? stem.slice(0, -1) : stem;
  return base.length > 1 && word.startsWith(base) && word.length - base.length <= 5;
}

/**
 * Finds a vector's terms in a text.
 * @param kind word pieces of BERT's vocabulary, or stems of words
 */
export function findTerms(text: string, terms: ReadonlySet<string>, kind: 'pieces' | 'stems'): Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(words)) {
    const word = plain(match[0]);
    const found =
      kind === 'pieces'
        ? piecesOf(word, (term) => terms.has(term))
        : [...terms].filter((stem) => hasStem(word, stem));
    if (found.length === 0) continue;
    if (match.index > end) stretches.push({ text: text.slice(end, match.index), terms: [] });
    stretches.push({ text: match[0], terms: found });
    end = match.index + match[0].length;
  }
  if (end < text.length) stretches.push({ text: text.slice(end), terms: [] });
  return stretches;
}
