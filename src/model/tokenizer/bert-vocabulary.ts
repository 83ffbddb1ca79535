import { lineEnd } from '../../util/files/utf8.js';

/** The special tokens of BERT's vocabularies. A tokenizer config may name others. */
const defaults = {
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  mask_token: '[MASK]',
};

/** BERT's normalizer as the tokenizer's configuration says, with transformers' defaults. */
export function bertNormalizer(config: Readonly<Record<string, unknown>>): object {
  return {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: config.tokenize_chinese_chars ?? true,
    strip_accents: config.strip_accents ?? null,
    lowercase: config.do_lower_case ?? true,
  };
}

/**
 * The `tokenizer.json` of a BERT model that is published with `vocab.txt` only.
 * @param vocabulary the file's text: one token per line; its id is the line's number from 0
 * @param config the contents of `tokenizer_config.json`; may be empty
 */
export function bertTokenizerDefinition(
  vocabulary: string,
  config: Readonly<Record<string, unknown>>,
): object {
  const vocab: Record<string, number> = Object.create(null);
  const lines = vocabulary.split(lineEnd);
  if (lines.at(-1) === '') lines.pop();
  for (const [id, token] of lines.entries()) vocab[token] = id;
  const special = (name: keyof typeof defaults): string => {
    const given = config[name];
    const content =
      typeof given === 'object' && given !== null ? (given as { content?: unknown }).content : given;
    return typeof content === 'string' ? content : defaults[name];
  };
  const [unknown, cls, sep] = [special('unk_token'), special('cls_token'), special('sep_token')];
  const added = (Object.keys(defaults) as (keyof typeof defaults)[])
    .map(special)
    .filter((content) => content in vocab)
    .map((content) => ({ id: vocab[content], content, special: true, normalized: false }));
  const token = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  return {
    version: '1.0',
    added_tokens: added.map((entry) => ({ ...entry, single_word: false, lstrip: false, rstrip: false })),
    normalizer: bertNormalizer(config),
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [token(cls, 0), sequence('A', 0), token(sep, 0)],
      pair: [token(cls, 0), sequence('A', 0), token(sep, 0), sequence('B', 1), token(sep, 1)],
      special_tokens: Object.fromEntries(
        [cls, sep].map((content) => [content, { id: content, ids: [vocab[content]], tokens: [content] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
