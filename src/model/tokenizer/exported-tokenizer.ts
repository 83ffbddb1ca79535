import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../util/errors.js';
import { readText } from '../../util/files/utf8.js';
import { bertTokenizerDefinition } from './bert-vocabulary.js';
import { loadTokenizer } from './load-tokenizer.js';
import { createTokenizer, type Tokenizer } from './tokenizer.js';

/** castorini's exports call the vocabulary `splade-v3-vocab.txt`. */
export async function exportedTokenizer(folder: string, lowercase: boolean): Promise<Tokenizer> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw fileError(error, 'model folder', folder);
  }
  const named = names.filter((name) => name.endsWith('vocab.txt'));
  if (names.includes('tokenizer.json') || named.length !== 1 || named[0] === 'vocab.txt')
    return loadTokenizer(folder, { lowercase });
  const vocabulary = await readText('vocabulary', join(folder, named[0]!));
  return createTokenizer(bertTokenizerDefinition(vocabulary, {}), {}, folder);
}
