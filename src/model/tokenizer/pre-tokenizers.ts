import { isPart, type Part, parts, text } from './json.js';
import { escapePattern, patternOf, punctuation, whiteSpace, wordCharacters } from './patterns.js';

/**
 * Splits a text into the pieces that the model tokenizes one by one.
 * @param isFirst whether its first character is the whole input's
 */
export type PreTokenizer = (text: string, isFirst: () => boolean) => string[];

/** What becomes of the matches of a pattern at which a text is split. */
const behaviors = ['Removed', 'Isolated', 'Contiguous', 'MergedWithPrevious', 'MergedWithNext'] as const;
type Behavior = (typeof behaviors)[number];

interface Stretch {
  piece: string;
  readonly isMatch: boolean;
}

function stretchesOf(input: string, pattern: RegExp, invert: boolean): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  const add = (from: number, to: number, isMatch: boolean) => {
    if (to > from) found.push({ piece: input.slice(from, to), isMatch: isMatch !== invert });
  };
  for (const match of input.matchAll(pattern)) {
    add(end, match.index, false);
    end = match.index + match[0].length;
    add(match.index, end, true);
  }
  add(end, input.length, false);
  return found;
}

/** Joins each match to its neighbor; the second of two matches in a row has none. */
function merged(stretches: readonly Stretch[], join: (kept: string, match: string) => string): Stretch[] {
  const result: Stretch[] = [];
  let afterMatch = false;
  for (const { piece, isMatch } of stretches) {
    const last = result.at(-1);
    if (isMatch && !afterMatch && last) last.piece = join(last.piece, piece);
    else result.push({ piece, isMatch });
    afterMatch = isMatch;
  }
  return result;
}

function splitter(pattern: RegExp, behavior: Behavior, invert = false): PreTokenizer {
  const regroup: Readonly<Record<Behavior, (found: Stretch[]) => Stretch[]>> = {
    Removed: (found) => found.filter(({ isMatch }) => !isMatch),
    Isolated: (found) => found,
    Contiguous: (found) =>
      found.reduce<Stretch[]>((result, stretch) => {
        const last = result.at(-1);
        if (last?.isMatch === stretch.isMatch) last.piece += stretch.piece;
        else result.push({ ...stretch });
        return result;
      }, []),
    MergedWithPrevious: (found) => merged(found, (kept, match) => kept + match),
    MergedWithNext: (found) => merged(found.reverse(), (kept, match) => match + kept).reverse(),
  };
  return (input) => regroup[behavior](stretchesOf(input, pattern, invert)).map(({ piece }) => piece);
}

/** Behaviors are stored as `MergedWithNext` or `merged_with_next`. */
function behaviorOf(part: Part): Behavior {
  const name = text(part, 'behavior', 'Isolated').replaceAll('_', '').toLowerCase();
  const found = behaviors.find((behavior) => behavior.toLowerCase() === name);
  if (found) return found;
  throw new Error(`the behavior ${part.behavior} of ${part.type} is not supported`);
}

const pattern = (source: string) => new RegExp(source, 'gu');

const contractions = `'s|'t|'re|'ve|'m|'ll|'d`;
const other = String.raw`[^${whiteSpace}\p{L}\p{N}]`;
/** GPT-2's words: contractions, letters, numbers and other characters, each with a space before them. */
const byteLevelWords = pattern(
  String.raw`${contractions}| ?\p{L}+| ?\p{N}+| ?${other}+|${whiteSpace}+(?!\P{White_Space})|${whiteSpace}+`,
);

/** GPT-2's characters for bytes: printable ones stand for themselves, the others are moved to U+0100 and up. */
const byteCharacters = (() => {
  let moved = 0x100;
  const isPrintable = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : moved++));
})();

function toByteCharacters(input: string): string {
  let result = '';
  for (const byte of Buffer.from(input)) result += byteCharacters[byte]!;
  return result;
}

function byteLevel(part: Part): PreTokenizer {
  const { add_prefix_space: prefix = true, use_regex: useWords = true } = part;
  return (input) => {
    const spaced = prefix && !input.startsWith(' ') ? ` ${input}` : input;
    const words = useWords ? (spaced.match(byteLevelWords) ?? []) : [spaced];
    return words.map(toByteCharacters);
  };
}

function metaspace(part: Part): PreTokenizer {
  const mark = text(part, 'replacement', '▁');
  // Older files say add_prefix_space.
  const scheme = text(part, 'prepend_scheme', part.add_prefix_space === false ? 'never' : 'always');
  const split = part.split === false ? undefined : splitter(pattern(escapePattern(mark)), 'MergedWithNext');
  return (input, isFirst) => {
    const marked = input.replaceAll(' ', mark);
    const prepend = !marked.startsWith(mark) && (scheme === 'always' || (scheme === 'first' && isFirst()));
    const whole = prepend ? mark + marked : marked;
    return split ? split(whole, isFirst) : [whole];
  };
}

function inOrder(part: Part): PreTokenizer {
  const list = parts(part.pretokenizers);
  // It depends on where the piece was before normalization.
  if (list.some(({ prepend_scheme: scheme }, i) => i > 0 && scheme === 'first'))
    throw new Error('prepend_scheme first behind another pre-tokenizer is not supported');
  const all = list.map(createPreTokenizer);
  return (input, isFirst) =>
    all.reduce((pieces, split) => pieces.flatMap((piece) => split(piece, isFirst)), [input]);
}

const wordsAndPunctuation = pattern(`[^${whiteSpace}${punctuation}]+|[${punctuation}]`);
const words = splitter(pattern(`${whiteSpace}`), 'Removed');

const kinds: Readonly<Record<string, (part: Part) => PreTokenizer>> = {
  BertPreTokenizer: () => (input) => input.match(wordsAndPunctuation) ?? [],
  ByteLevel: byteLevel,
  Digits: (part) => splitter(pattern(String.raw`\p{N}`), part.individual_digits ? 'Isolated' : 'Contiguous'),
  Metaspace: metaspace,
  Punctuation: (part) => splitter(pattern(`[${punctuation}]`), behaviorOf(part)),
  Sequence: inOrder,
  Split: (part) => splitter(patternOf(part), behaviorOf(part), part.invert === true),
  Whitespace: () =>
    splitter(pattern(`[${wordCharacters}]+|[^${wordCharacters}${whiteSpace}]+`), 'Removed', true),
  WhitespaceSplit: () => words,
};

/**
 * The pre-tokenizer of a `tokenizer.json`, with the results of Hugging Face's tokenizers in Rust.
 * @param part `null` for none
 * @throws Error for a kind that is not known
 */
export function createPreTokenizer(part: unknown): PreTokenizer {
  if (part === null || part === undefined) return (input) => [input];
  const kind = isPart(part) && Object.hasOwn(kinds, String(part.type)) ? kinds[String(part.type)] : undefined;
  if (!kind) throw new Error(`the pre-tokenizer ${isPart(part) ? part.type : part} is not supported`);
  return kind(part as Part);
}
