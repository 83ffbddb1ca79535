/** What stays together where a text is split into passages. */
export const splitUnits = ['tokens', 'sentences'] as const;

/** How a text is split. */
export interface TextSplit {
  /** Passages of whole words, or of whole sentences where they fit. */
  readonly by: (typeof splitUnits)[number];
  /** Tokens at the end of a passage that the next one repeats, at most, in whole words or sentences. */
  readonly stride: number;
}

/** What of a passage is known besides its text. */
export interface PassageRoom {
  /** Whether a text fits into the n-th passage. */
  fits(text: string, passage: number): boolean;
  /** Tokens that the text of the n-th passage may have, about: the passage is checked by `fits`. */
  room(passage: number): number;
  /** Tokens of a text alone. */
  count(text: string): number;
}

/** A part of a text, from its first character to behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a text that stays together. */
interface Unit extends Span {
  readonly tokens: number;
  readonly kind: 'sentence' | 'word' | 'part';
}

// The language is fixed, so that passages do not depend on where they are made.
const segmenters = {
  sentence: new Intl.Segmenter('en', { granularity: 'sentence' }),
  word: new Intl.Segmenter('en', { granularity: 'word' }),
};

/**
 * Splits a text into passages that fit, in its order, so that each character but white space is in one of them. A sentence
 * that is too long is split at words, a word at characters. A text without a word is one empty passage.
 * @returns undefined where not even a character fits
 */
export function splitText(
  text: string,
  { by, stride }: TextSplit,
  { fits, room, count }: PassageRoom,
): Span[] | undefined {
  const unitOf = (start: number, end: number, kind: Unit['kind']): Unit => ({
    ...{ start, end, kind, tokens: count(text.slice(start, end)) },
  });
  const words = (start: number, end: number) =>
    wordsOf(text.slice(start, end)).map(([from, to]) => unitOf(start + from, start + to, 'word'));
  /** The smaller units of one that is too long; undefined of a single character. */
  const partsOf = ({ start, end, kind }: Unit): Unit[] | undefined => {
    if (kind === 'sentence') {
      const smaller = words(start, end);
      return smaller.length > 1 ? smaller : partsOf({ ...smaller[0]!, kind: 'word' });
    }
    let middle = (start + end) >> 1;
    // Not between the halves of a surrogate pair.
    if (/[\uDC00-\uDFFF]/.test(text[middle]!) && /[\uD800-\uDBFF]/.test(text[middle - 1] ?? '')) middle++;
    if (middle <= start || middle >= end) return undefined;
    return [unitOf(start, middle, 'part'), unitOf(middle, end, 'part')];
  };

  const units =
    by === 'tokens'
      ? words(0, text.length)
      : sentencesOf(text).map(([start, end]) => unitOf(start, end, 'sentence'));
  if (units.length === 0) return [{ start: 0, end: 0 }];
  const passages: Span[] = [];
  let start = 0;
  /** Where the passage before ended: each reaches further. */
  let reached = 0;
  while (reached < units.length) {
    const passage = passages.length;
    const most = room(passage);
    let end = start;
    let tokens = 0;
    while (end < units.length && tokens + units[end]!.tokens <= most) tokens += units[end++]!.tokens;
    end = Math.max(end, reached + 1);
    const span = () => ({ start: units[start]!.start, end: units[end - 1]!.end });
    const isRead = () => fits(text.slice(span().start, span().end), passage);
    // Tokens of a text are not quite those of its words.
    while (!isRead() && end - start > 1) {
      if (end > reached + 1) end--;
      else start++;
    }
    if (!isRead()) {
      const parts = partsOf(units[start]!);
      if (!parts) return undefined;
      units.splice(start, 1, ...parts);
      continue;
    }
    passages.push(span());
    const first = start;
    reached = end;
    start = end;
    let repeated = 0;
    while (start - 1 > first && repeated + units[start - 1]!.tokens <= stride) {
      repeated += units[--start]!.tokens;
    }
  }
  return passages;
}

function sentencesOf(text: string): [start: number, end: number][] {
  return Array.from(segmenters.sentence.segment(text), ({ segment, index }) => {
    const start = index + segment.length - segment.trimStart().length;
    return [start, index + segment.trimEnd().length] as [number, number];
  }).filter(([start, end]) => end > start);
}

/** Words, each with the punctuation that follows it. */
function wordsOf(text: string): [start: number, end: number][] {
  const words: [number, number][] = [];
  for (const { segment, index, isWordLike } of segmenters.word.segment(text)) {
    if (segment.trim() === '') continue;
    const last = words.at(-1);
    if (!isWordLike && last?.[1] === index) last[1] = index + segment.length;
    else words.push([index, index + segment.length]);
  }
  return words;
}
