import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { type JsonObject, readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { readText } from '../../util/files/utf8.js';
import { bertNormalizer, bertTokenizerDefinition } from './bert-vocabulary.js';
import { createTokenizer, type Tokenizer } from './tokenizer.js';

/** Classes that read BERT's `vocab.txt`, without their ending `Fast`. */
const bertClasses = ['BertTokenizer', 'DistilBertTokenizer', 'ElectraTokenizer', 'MobileBertTokenizer'];

/** Other classes of transformers that do what `tokenizer.json` says, without their ending `Fast`. */
const jsonClasses = [
  ...['RobertaTokenizer', 'XLMRobertaTokenizer', 'CamembertTokenizer', 'MPNetTokenizer', 'AlbertTokenizer'],
  ...['DebertaTokenizer', 'DebertaV2Tokenizer', 'GPT2Tokenizer', 'PreTrainedTokenizer', 'TokenizersBackend'],
];

/** How a tokenizer is loaded. */
export interface LoadTokenizerOptions {
  /** Lowercase texts first, as sentence-transformers' `do_lower_case` says. */
  readonly lowercase?: boolean;
}

/**
 * Loads a model folder's tokenizer from `tokenizer.json`, or BERT's from `vocab.txt`.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` for a class of tokenizer that has rules of its own
 */
export async function loadTokenizer(
  folder: string,
  { lowercase = false }: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  const path = (name: string) => join(folder, name);
  const config = (await exists(path('tokenizer_config.json')))
    ? await readJsonObject(path('tokenizer_config.json'), 'tokenizer config')
    : {};
  const hasJson = await exists(path('tokenizer.json'));
  const isBert = checkClass(config, hasJson, path('tokenizer_config.json'));
  const create = (definition: object) =>
    createTokenizer(lowercase ? lowercased(definition) : definition, config, folder);
  if (hasJson) {
    const definition = await readJsonObject(path('tokenizer.json'), 'tokenizer');
    return create(isBert ? withBertSettings(definition, config) : definition);
  }
  if (!(await exists(path('vocab.txt')))) {
    throw new TseriniError('NOT_FOUND', `no tokenizer.json or vocab.txt in the model folder: ${folder}`, {
      value: folder,
    });
  }
  const vocabulary = await readText('vocabulary', path('vocab.txt'));
  return create(bertTokenizerDefinition(vocabulary, config));
}

/**
 * @param hasJson whether there is a `tokenizer.json`, which only some classes follow
 * @returns whether it is a class of BERT's
 */
function checkClass(config: JsonObject, hasJson: boolean, path: string): boolean {
  const { tokenizer_class: named, auto_map: code } = config;
  if (named === undefined && code === undefined) return true;
  const name = String(named);
  const base = name.replace(/Fast$/, '');
  const isBert = bertClasses.includes(base);
  if (code === undefined && (isBert || (hasJson && (name.endsWith('Fast') || jsonClasses.includes(base))))) {
    return isBert;
  }
  const why = code === undefined ? (hasJson ? '' : ' from vocab.txt') : ', which is code of its own,';
  throw new TseriniError('MODEL', `tokenizer_class ${name}${why} is not supported: ${path}`, { value: name });
}

/**
 * The tokenizer's configuration and its defaults override the settings of BERT's normalizer in `tokenizer.json`, as in
 * transformers.
 */
function withBertSettings(definition: JsonObject, config: JsonObject): JsonObject {
  const { type } = (definition.normalizer ?? {}) as { type?: unknown };
  return type === 'BertNormalizer' ? { ...definition, normalizer: bertNormalizer(config) } : definition;
}

function lowercased(definition: object): object {
  const { normalizer } = definition as { normalizer?: object | null };
  const normalizers = [{ type: 'Lowercase' }, ...(normalizer ? [normalizer] : [])];
  return { ...definition, normalizer: { type: 'Sequence', normalizers } };
}

async function exists(path: string): Promise<boolean> {
  return (await statOrUndefined(path)) !== undefined;
}
