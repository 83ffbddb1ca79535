import { TseriniError } from '../../util/errors.js';
import { addedTokenSplitter } from './added-tokens.js';
import { isPart, type Part, parts } from './json.js';
import { createModel, type TokenModel } from './models.js';
import { createNormalizer } from './normalizers.js';
import { createPreTokenizer } from './pre-tokenizers.js';
import { createTemplates, type Template } from './template.js';
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
  /** The token ids of a text of any length, without special tokens. */
  ids(text: string): number[];
  /** The tokens of a text of any length, without special tokens. */
  tokenize(text: string): string[];
  /** Tokens by id; `undefined` for an unused id. */
  readonly vocabulary: readonly (string | undefined)[];
}

/** More tokens than any vocabulary has. Bounds the memory: arrays are as long as the largest id. */
const mostTokens = 1 << 22;

/**
 * A tokenizer with the ids of Hugging Face's tokenizers in Rust, which most models were trained with.
 * @param definition the contents of `tokenizer.json`
 * @param config the contents of `tokenizer_config.json`
 * @param where the model, for errors
 * @throws TseriniError `MODEL` if the definition is not usable
 */
export function createTokenizer(definition: object, config: object, where: string): Tokenizer {
  try {
    return assemble(definition as Part, config as Part);
  } catch (error) {
    throw new TseriniError('MODEL', `tokenizer cannot be read: ${where}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function assemble(definition: Part, config: Part): Tokenizer {
  const added = addedTokens(definition, config);
  const normalize = createNormalizer(definition.normalizer);
  const preTokenize = createPreTokenizer(definition.pre_tokenizer);
  const model = createModel(definition.model);
  const { single, pair } = createTemplates(definition.post_processor);
  const vocabulary = vocabularyOf(model, added);
  // Some tokens are found in the text as it is, the others in the normalized text.
  const isNormalized = ({ normalized, special }: Part) => (normalized ?? !special) === true;
  const splitRaw = addedTokenSplitter(
    added.filter((part) => !isNormalized(part)),
    (text) => text,
  );
  const splitNormalized = addedTokenSplitter(added.filter(isNormalized), normalize);

  const pieces = (text: string, isFirst: () => boolean): number[] =>
    preTokenize(text, isFirst).flatMap(model.encode);
  /** The ids of a section of the text as it is. */
  const sectionIds = (text: string, isFirst: boolean): number[] => {
    const normalized = normalize(text);
    const startIsKept = () => normalize(text.replace(/^./su, '')) !== normalized;
    return splitNormalized(normalized).flatMap((section, i) =>
      'id' in section ? [section.id] : pieces(section.text, () => isFirst && i === 0 && startIsKept()),
    );
  };
  const ids = (text: string): number[] =>
    // Rust's strings have no halves of surrogate pairs.
    splitRaw(text.toWellFormed()).flatMap((section, i) =>
      'id' in section ? [section.id] : sectionIds(section.text, i === 0),
    );
  // Truncated before the special tokens are added.
  const room = (maxLength: number, { before, between, after }: Template): number => {
    const left = maxLength - before.length - between.length - after.length;
    if (left > 0) return left;
    throw new TseriniError('USAGE', `a maximum length of ${maxLength} tokens leaves no room for text`, {
      value: maxLength,
    });
  };
  return {
    vocabulary,
    ids,
    tokenize: (text) => ids(text).map((id) => vocabulary[id]!),
    encode(input, maxLength) {
      if (typeof input === 'string') {
        const kept = ids(input).slice(0, room(maxLength, single));
        return Int32Array.from([...single.before, ...kept, ...single.after]);
      }
      const [first, second] = truncatePair([ids(input[0]), ids(input[1])], room(maxLength, pair));
      return Int32Array.from([...pair.before, ...first, ...pair.between, ...second, ...pair.after]);
    },
  };
}

/** A token that both files have is as `tokenizer_config.json` says. */
function addedTokens(definition: Part, config: Part): Part[] {
  const byContent = new Map(parts(definition.added_tokens).map((part) => [part.content, part]));
  const { added_tokens_decoder: decoder } = config;
  for (const part of isPart(decoder) ? Object.values(decoder) : []) {
    const stored = isPart(part) ? byContent.get(part.content) : undefined;
    if (stored && isPart(part)) byContent.set(part.content, { ...part, id: stored.id });
  }
  return [...byContent.values()];
}

/** In the array, a token's id is its index. */
function vocabularyOf(model: TokenModel, added: readonly Part[]): (string | undefined)[] {
  const vocabulary: (string | undefined)[] = [];
  const put = (id: unknown, token: string) => {
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= mostTokens) {
      throw new Error(`${JSON.stringify(id)} is not a token id`);
    }
    vocabulary[id as number] = token;
  };
  for (const [token, id] of model.vocabulary) put(id, token);
  for (const { content, id } of added) put(id, content as string);
  if (vocabulary.length === 0) throw new Error('it has no vocabulary');
  return vocabulary;
}
