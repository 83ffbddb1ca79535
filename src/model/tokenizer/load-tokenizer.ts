import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { bertTokenizerDefinition } from './bert-vocabulary.js';
import { createTokenizer, type Tokenizer } from './tokenizer.js';

/**
 * Loads a model folder's tokenizer from `tokenizer.json`, or BERT's from `vocab.txt`.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const path = (name: string) => join(folder, name);
  const config = (await exists(path('tokenizer_config.json')))
    ? await readJsonObject(path('tokenizer_config.json'), 'tokenizer config')
    : {};
  if (await exists(path('tokenizer.json'))) {
    return createTokenizer(await readJsonObject(path('tokenizer.json'), 'tokenizer'), config, folder);
  }
  if (!(await exists(path('vocab.txt')))) {
    throw new TseriniError('NOT_FOUND', `no tokenizer.json or vocab.txt in the model folder: ${folder}`, {
      value: folder,
    });
  }
  let vocabulary: string;
  try {
    vocabulary = await readFile(path('vocab.txt'), 'utf8');
  } catch (error) {
    throw fileError(error, 'vocabulary', path('vocab.txt'));
  }
  return createTokenizer(bertTokenizerDefinition(vocabulary, config), config, folder);
}

async function exists(path: string): Promise<boolean> {
  return (await statOrUndefined(path)) !== undefined;
}
