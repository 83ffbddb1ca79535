import { BPE } from './hugging-face.js';
import { isPart, type Part, text } from './json.js';
import { unigramModel } from './unigram.js';

/** How a piece of text, such as a word, becomes token ids. */
export interface TokenModel {
  /** Tokens and their ids. */
  readonly vocabulary: ReadonlyMap<string, number>;
  encode(piece: string): readonly number[];
}

/** Pieces that are remembered, and the longest of them: texts consist of few words, most of them short. */
const remembered = 20_000;
const longestRemembered = 32;

/** Remembers the ids of recent pieces. */
function cached(encode: TokenModel['encode']): TokenModel['encode'] {
  let recent = new Map<string, readonly number[]>();
  let older = recent;
  return (piece) => {
    if (piece.length > longestRemembered) return encode(piece);
    const known = recent.get(piece);
    if (known) return known;
    const ids = older.get(piece) ?? encode(piece);
    if (recent.size === remembered / 2) {
      older = recent;
      recent = new Map();
    }
    recent.set(piece, ids);
    return ids;
  };
}

function vocabularyOf({ vocab }: Part): Map<string, number> {
  if (!isPart(vocab)) throw new Error('its model has no vocabulary');
  const vocabulary = new Map<string, number>();
  // Twice as fast as by entries.
  for (const token in vocab) vocabulary.set(token, vocab[token] as number);
  return vocabulary;
}

/** The longest token that a word begins with, then the longest that continues it. */
function wordPiece(part: Part): TokenModel {
  const vocabulary = vocabularyOf(part);
  const prefix = text(part, 'continuing_subword_prefix', '##');
  const longest = Number(part.max_input_chars_per_word ?? 100);
  const unknown = vocabulary.get(text(part, 'unk_token', '[UNK]'));
  if (unknown === undefined) throw new Error(`its vocabulary lacks ${part.unk_token}`);
  return {
    vocabulary,
    encode(word) {
      if (word.length > longest && [...word].length > longest) return [unknown];
      const ids: number[] = [];
      for (let start = 0, end = 0; start < word.length; start = end) {
        let id: number | undefined;
        // No token is a half of a surrogate pair, so a cut through one finds nothing.
        for (end = word.length; end > start; end--) {
          id = vocabulary.get((start > 0 ? prefix : '') + word.slice(start, end));
          if (id !== undefined) break;
        }
        if (id === undefined) return [unknown];
        ids.push(id);
      }
      return ids;
    },
  };
}

function bytePairs(part: Part): TokenModel {
  const vocabulary = vocabularyOf(part);
  if (part.continuing_subword_prefix) throw new Error('continuing_subword_prefix of BPE is not supported');
  if (!Array.isArray(part.merges)) throw new Error('its model has no merges');
  const model = new BPE(part);
  const unknown = model.unk_token_id;
  return {
    vocabulary,
    encode(piece) {
      const ids: number[] = [];
      for (const token of model([piece])) {
        const id = vocabulary.get(token) ?? unknown;
        if (id !== undefined) ids.push(id);
      }
      return ids;
    },
  };
}

function unigram(part: Part): TokenModel {
  const { vocab, unk_id: unknownId } = part;
  const isToken = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
  if (!Array.isArray(vocab) || !vocab.every(isToken))
    throw new Error('its model has no vocabulary with scores');
  return {
    vocabulary: new Map(vocab.map(([token], id) => [token, id])),
    encode: unigramModel(
      vocab,
      typeof unknownId === 'number' ? unknownId : undefined,
      part.byte_fallback === true,
    ),
  };
}

const kinds: Readonly<Record<string, (part: Part) => TokenModel>> = {
  WordPiece: wordPiece,
  BPE: bytePairs,
  Unigram: unigram,
};

/** Older files do not name the kind. */
function kindOf(part: Part): string {
  if (typeof part.type === 'string') return part.type;
  if (Array.isArray(part.vocab)) return 'Unigram';
  return 'merges' in part ? 'BPE' : 'WordPiece';
}

/**
 * The model of a `tokenizer.json`.
 * @throws Error for a kind that is not known, and for a vocabulary that cannot be used
 */
export function createModel(part: unknown): TokenModel {
  if (!isPart(part)) throw new Error('it has no model');
  const kind = kindOf(part);
  if (!Object.hasOwn(kinds, kind)) throw new Error(`the model ${kind} is not supported`);
  const { vocabulary, encode } = kinds[kind]!(part);
  return { vocabulary, encode: cached(encode) };
}
