import { isPart, type Part, parts, text } from './json.js';
import { patternOf, whiteSpace } from './patterns.js';
import { precompiledNormalizer } from './precompiled.js';

export type Normalizer = (text: string) => string;

/** Rust lowercases characters, so a Σ at a word's end becomes σ. JavaScript's rule makes it ς. */
const lowercase: Normalizer = (input) => input.replaceAll('Σ', 'σ').toLowerCase();

/** Control characters, without tab and line ends. Unassigned ones are kept. */
const control = /(?![\t\n\r])[\0\uFFFD\p{Cc}\p{Cf}\p{Co}]/gu;
const space = new RegExp(whiteSpace, 'gu');
const ideograph =
  /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/** What has no control characters, accents or ideographs. */
const plain = /^[ -~]*$/;

function bertNormalizer(part: Part): Normalizer {
  const { clean_text: clean = true, handle_chinese_chars: separate = true, lowercase: lower = true } = part;
  const strip = part.strip_accents ?? lower;
  return (input) => {
    if (plain.test(input)) return lower ? input.toLowerCase() : input;
    let result = input;
    if (clean) result = result.replace(control, '').replace(space, ' ');
    if (separate) result = result.replace(ideograph, ' $& ');
    if (strip) result = result.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lower ? lowercase(result) : result;
  };
}

/** SentencePiece's list of what it removes and what it makes a space. */
const nmt: Normalizer = (input) =>
  input
    .replace(/(?![\0\t\n\f\r\u0080-\u008E\u0090-\u009E])\p{Cc}/gu, '')
    .replace(/[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/g, ' ');

function strip(part: Part): Normalizer {
  const ends = [part.strip_left && `^${whiteSpace}+`, part.strip_right && `${whiteSpace}+$`].filter(Boolean);
  const pattern = new RegExp(ends.join('|') || '(?!)', 'gu');
  return (input) => input.replace(pattern, '');
}

function replace(part: Part): Normalizer {
  const [pattern, content] = [patternOf(part), text(part, 'content')];
  return (input) => input.replace(pattern, () => content);
}

const inOrder = (part: Part): Normalizer => {
  const all = parts(part.normalizers).map(createNormalizer);
  return (input) => all.reduce((result, normalize) => normalize(result), input);
};

const kinds: Readonly<Record<string, (part: Part) => Normalizer>> = {
  BertNormalizer: bertNormalizer,
  Lowercase: () => lowercase,
  NFC: () => (input) => input.normalize('NFC'),
  NFD: () => (input) => input.normalize('NFD'),
  NFKC: () => (input) => input.normalize('NFKC'),
  NFKD: () => (input) => input.normalize('NFKD'),
  Nmt: () => nmt,
  Precompiled: (part) => precompiledNormalizer(text(part, 'precompiled_charsmap')),
  Prepend: (part) => (input) => (input === '' ? '' : text(part, 'prepend') + input),
  Replace: replace,
  Sequence: inOrder,
  Strip: strip,
  StripAccents: () => (input) => input.replace(/\p{M}/gu, ''),
};

/**
 * The normalizer of a `tokenizer.json`, with the results of Hugging Face's tokenizers in Rust.
 * @param part `null` for none
 * @throws Error for a kind that is not known
 */
export function createNormalizer(part: unknown): Normalizer {
  if (part === null || part === undefined) return (input) => input;
  const kind = isPart(part) && Object.hasOwn(kinds, String(part.type)) ? kinds[String(part.type)] : undefined;
  if (!kind) throw new Error(`the normalizer ${isPart(part) ? part.type : part} is not supported`);
  return kind(part as Part);
}
