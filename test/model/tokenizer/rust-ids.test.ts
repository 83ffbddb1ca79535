import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createTokenizer } from '#tserini/model/tokenizer/tokenizer.js';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';

// The kinds in which other implementations differ from Hugging Face's tokenizers in Rust; golden/make_tokenizers.py
// says how the ids were made. test/interop/tokenizer-ids.mjs compares many more texts.

interface Golden {
  readonly texts: readonly string[];
  readonly tokenizers: readonly {
    readonly name: string;
    readonly definition: object;
    readonly ids: readonly number[][];
  }[];
}

const path = fileURLToPath(new URL('golden/tokenizers.json', import.meta.url));
const { texts, tokenizers }: Golden = JSON.parse(await readFile(path, 'utf8'));

it.each(tokenizers)('$name has the ids of Rust', ({ definition, ids }) => {
  const tokenizer = createTokenizer(definition, {}, 'golden');
  const found = texts.map((text) => [text, [...tokenizer.encode(text, 512)]]);
  expect(found).toEqual(texts.map((text, i) => [text, ids[i]]));
});

it.skipIf(!hasSharedData)(`a Σ at the end of a word is σ${needsSharedData}`, async () => {
  const definition = JSON.parse(await readFile(sharedData('bert-base-uncased/tokenizer.json'), 'utf8'));
  const tokenizer = createTokenizer(definition, {}, 'bert-base-uncased');
  expect(tokenizer.tokenize('ΛΟΓΟΣ ΜΕΓΑΣ')).toEqual(tokenizer.tokenize('λογοσ μεγασ'));
  expect(tokenizer.tokenize('ΛΟΓΟΣ').join('')).toContain('σ');
});

it.each([
  ['normalizer', { type: 'ByteLevel' }, 'the normalizer ByteLevel is not supported'],
  ['pre_tokenizer', { type: 'UnicodeScripts' }, 'the pre-tokenizer UnicodeScripts is not supported'],
  ['model', { type: 'WordLevel', vocab: {} }, 'the model WordLevel is not supported'],
  ['post_processor', { type: 'Other' }, 'the post-processor Other is not supported'],
])('refuses an unknown %s by its name', (part, value, reason) => {
  const definition = { ...tokenizers[0]!.definition, [part]: value };
  expect(() => createTokenizer(definition, {}, 'here')).toThrow(`tokenizer cannot be read: here: ${reason}`);
});
