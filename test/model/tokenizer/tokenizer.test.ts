import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoTokenizer, env } from '@huggingface/transformers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '#tserini/model/tokenizer/load-tokenizer.js';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { tempFolder } from '../../support/temp.ts';

const models = fileURLToPath(new URL('../../../models/', import.meta.url));
const tokenizer = await loadTokenizer(join(models, 'splade-tiny'));
const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('the tokenizer of splade-tiny', () => {
  it('gives the ids of transformers.js', async () => {
    env.allowRemoteModels = false;
    env.localModelPath = models;
    const oracle = await AutoTokenizer.from_pretrained('splade-tiny');
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        // Ideographs of the supplementary planes, Σ at the end of a word, and the white space that JavaScript and
        // Unicode disagree about: ours follows Python's tokenizers.
        fc.pre(!/[\u{20000}-\u{3ffff}Σ\uFEFF\u0085]/u.test(text + other));
        expect([...tokenizer.encode(text, 512)]).toEqual(oracle.encode(text));
        fc.pre(other !== '');
        expect([...tokenizer.encode([text, other], 512)]).toEqual(oracle.encode(text, { text_pair: other }));
      }),
    );
  });

  it('truncates a text and keeps the special tokens', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 40 }), (text, maxLength) => {
        const whole = tokenizer.encode(text, 512);
        const cut = tokenizer.encode(text, maxLength);
        const kept = Math.min(maxLength, whole.length) - 1;
        expect([...cut]).toEqual([...whole.slice(0, kept), whole.at(-1)]);
      }),
    );
  });

  it.each([
    ['a document of 100,000 words', 'word '.repeat(100_000), 512],
    ['half a million letters without a space', 'a'.repeat(500_000), 3],
    ['emoji alone', '🥦'.repeat(1000), 3],
    ['nothing', '', 2],
    ['white space', ' \n\t\u00a0', 2],
    ['NUL bytes', '\0\0', 2],
    ['half of a surrogate pair', '\ud83e', 2],
  ])('takes %s', (_, text, length) => {
    const ids = tokenizer.encode(text, 512);
    expect(ids).toHaveLength(length);
    expect(tokenizer.vocabulary[ids[0]!]).toBe('[CLS]');
    expect(tokenizer.vocabulary[ids.at(-1)!]).toBe('[SEP]');
  });
});

describe('a short way to the same ids', () => {
  it('of plain ASCII, where an accent takes the long way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (text) => {
        expect(tokenizer.tokenize(`${text} é`)).toEqual([...tokenizer.tokenize(text), 'e']);
      }),
    );
  });

  it('of words that are remembered, forgotten and seen again', async () => {
    const fresh = await loadTokenizer(join(models, 'splade-tiny'));
    const words = Array.from({ length: 25_000 }, (_, i) => `${'hepatotoxic'.repeat(i % 5)}${i.toString(26)}`);
    const first = words.map((word) => fresh.ids(word));
    const inReverse = words.toReversed().map((word) => fresh.ids(word));
    expect(inReverse.toReversed()).toEqual(first);
    expect(words.map((word) => fresh.ids(word))).toEqual(first);
    expect(new Set(first.map(String)).size).toBe(words.length);
  });
});

// Found by the fuzzer: the list of tokens was made as long as the largest id says.
it.each([2 ** 31, -1, 1.5, 'one', null])('refuses a vocabulary with the id %s', async (id) => {
  const definition = JSON.parse(await readFile(join(models, 'splade-tiny/tokenizer.json'), 'utf8'));
  definition.model.vocab.sky = id;
  const folder = await tempFolder();
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
  await expect(loadTokenizer(folder)).rejects.toMatchObject({
    code: 'MODEL',
    message: expect.stringContaining(`${JSON.stringify(id)} is not a token id`),
  });
});

describe.skipIf(!hasSharedData)(`a tokenizer from vocab.txt alone${needsSharedData}`, () => {
  it('equals the one of tokenizer.json', async () => {
    const source = sharedData('bert-base-uncased');
    const bare = join(await tempFolder(), 'bare');
    await mkdir(bare);
    await cp(join(source, 'vocab.txt'), join(bare, 'vocab.txt'));
    const fromVocabulary = await loadTokenizer(bare);
    const published = await loadTokenizer(source);
    expect(fromVocabulary.vocabulary).toEqual(published.vocabulary);
    const queries = await readFile(sharedData('nfcorpus/queries.all.tsv'), 'utf8');
    for (const text of [...queries.split('\n'), ...fc.sample(anyText, { numRuns: 500, seed: 4 })]) {
      expect(fromVocabulary.encode(text, 64)).toEqual(published.encode(text, 64));
      expect(fromVocabulary.encode(['a', text], 64)).toEqual(published.encode(['a', text], 64));
    }
  });
});
