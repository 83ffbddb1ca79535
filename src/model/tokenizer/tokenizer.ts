import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { TseriniError } from '../../util/errors.js';
import { type Pair, truncatePair } from './truncation.js';

/** A text, or a pair of texts that the model reads with a separator between them. */
export type TokenizerInput = string | Pair<string>;

/** Converts text to token ids, special tokens included. */
export interface Tokenizer {
  /**
   * @param maxLength in tokens, special tokens included; longer inputs are truncated at the end
   * @throws TseriniError `USAGE` if maxLength leaves no room for a token
   */
  encode(input: TokenizerInput, maxLength: number): Int32Array;
  /** The tokens of a text of any length, without special tokens. */
  tokenize(text: string): string[];
  /** Tokens by id; `undefined` for an unused id. */
  readonly vocabulary: readonly (string | undefined)[];
}

/** The special tokens around a text and around a pair. */
interface Template {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
}

/** Ideographs outside the Basic Multilingual Plane, which the library's normalizer does not separate. */
const farIdeographs =
  /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/** More tokens than any vocabulary has. Bounds the memory: arrays are as long as the largest id. */
const mostTokens = 1 << 22;

function checkIds(definition: object, where: string): void {
  const { model, added_tokens: added } = definition as {
    model?: { vocab?: unknown } | null;
    added_tokens?: unknown;
  };
  const vocab = model?.vocab;
  // In an array, a token's id is its index.
  const ids: unknown[] =
    typeof vocab === 'object' && vocab !== null && !Array.isArray(vocab) ? Object.values(vocab) : [];
  if (Array.isArray(added)) ids.push(...added.map((token: { id?: unknown } | null) => token?.id));
  const wrong = ids.find(
    (id) => !(Number.isInteger(id) && (id as number) >= 0 && (id as number) < mostTokens),
  );
  if (wrong === undefined && !ids.includes(undefined)) return;
  throw new TseriniError(
    'MODEL',
    `tokenizer cannot be read: ${where}: ${JSON.stringify(wrong)} is not a token id`,
    { value: wrong },
  );
}

/**
 * @param definition the contents of `tokenizer.json`
 * @param config the contents of `tokenizer_config.json`
 * @param where the model, for errors
 * @throws TseriniError `MODEL` if the definition is not usable
 */
export function createTokenizer(definition: object, config: object, where: string): Tokenizer {
  checkIds(definition, where);
  let inner: HuggingFaceTokenizer;
  let single: Template;
  let pair: Template;
  try {
    inner = new HuggingFaceTokenizer(definition, config);
    single = templateOf(inner, false);
    pair = templateOf(inner, true);
  } catch (error) {
    throw new TseriniError('MODEL', `tokenizer cannot be read: ${where}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const normalizer = (definition as { normalizer?: { type?: string; handle_chinese_chars?: boolean } })
    .normalizer;
  const separatesIdeographs = normalizer?.type === 'BertNormalizer' && normalizer.handle_chinese_chars;

  // The library does not truncate, and truncating its output would remove the last special token. So the text is
  // tokenized without special tokens and truncated before they are added.
  const bare = (text: string): readonly number[] => {
    const prepared = separatesIdeographs ? text.replace(farIdeographs, ' $& ') : text;
    return inner.encode(prepared, { add_special_tokens: false }).ids;
  };
  const room = (maxLength: number, { before, between, after }: Template): number => {
    const left = maxLength - before.length - between.length - after.length;
    if (left > 0) return left;
    throw new TseriniError('USAGE', `a maximum length of ${maxLength} tokens leaves no room for text`, {
      value: maxLength,
    });
  };

  const vocabulary = vocabularyOf(inner, where);

  return {
    vocabulary,
    tokenize: (text) => bare(text).map((id) => vocabulary[id]!),
    encode(input, maxLength) {
      if (typeof input === 'string') {
        const ids = bare(input).slice(0, room(maxLength, single));
        return Int32Array.from([...single.before, ...ids, ...single.after]);
      }
      const [first, second] = truncatePair([bare(input[0]), bare(input[1])], room(maxLength, pair));
      return Int32Array.from([...pair.before, ...first, ...pair.between, ...second, ...pair.after]);
    },
  };
}

/** Finds the special tokens by tokenizing a letter, which works for any post-processor. */
function templateOf(tokenizer: HuggingFaceTokenizer, pair: boolean): Template {
  const letter: readonly number[] = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const whole: readonly number[] = tokenizer.encode('a', pair ? { text_pair: 'a' } : {}).ids;
  const isLetterAt = (start: number) => letter.every((id, i) => whole[start + i] === id);
  const first = whole.findIndex((_, i) => isLetterAt(i));
  if (letter.length === 0 || first < 0) throw new Error('it does not preserve the letter a');
  let end = first + letter.length;
  if (!pair) return { before: whole.slice(0, first), between: [], after: whole.slice(end) };
  const second = whole.findIndex((_, i) => i >= end && isLetterAt(i));
  const between = whole.slice(end, second);
  end = second + letter.length;
  return { before: whole.slice(0, first), between, after: whole.slice(end) };
}

function vocabularyOf(tokenizer: HuggingFaceTokenizer, where: string): (string | undefined)[] {
  const vocabulary: (string | undefined)[] = [];
  for (const [token, id] of tokenizer.get_vocab(true)) vocabulary[id] = token;
  if (vocabulary.length === 0) {
    throw new TseriniError('MODEL', `tokenizer has no vocabulary: ${where}`, { value: where });
  }
  return vocabulary;
}
