import { readFileSync } from 'node:fs';
import { Analyzer } from 'tserini';
import { expect, it } from 'vitest';
import { isStopword, maskFacts, tokenMask } from '#tserini/vector/token-mask.js';

it("stop words are those of Lucene's English analyzer, of all words of a model's vocabulary", async () => {
  const file = new URL('../../models/splade-tiny/tokenizer.json', import.meta.url);
  const { model } = JSON.parse(readFileSync(file, 'utf8')) as { model: { vocab: object } };
  const words = Object.keys(model.vocab).filter((token) => /^[a-z]+$/.test(token));
  const analyzer = await Analyzer.create({ stemmer: 'none' });
  const kept = new Set(analyzer.analyze(words.join(' ')));
  const dropped = words.filter((word) => !kept.has(word));
  expect(dropped.length).toBeGreaterThan(30);
  expect(words.filter(isStopword)).toEqual(dropped);
});

it('masks stop words as several vocabularies write them, and listed tokens as they are', () => {
  const isMasked = tokenMask({ maskStopwords: true, maskTokens: ['heart', '##s'] })!;
  expect(['the', 'The', '▁the', 'Ġthe', 'heart', '##s'].filter((token) => !isMasked(token))).toEqual([]);
  expect(['##the', 'then_', 'Heart', 's', '▁heart'].filter(isMasked)).toEqual([]);
  expect(tokenMask({})).toBeUndefined();
  expect(() => tokenMask({ maskTokens: [] })).toThrow('there are no tokens to mask');
});

it('is recorded by its tokens, in any order', () => {
  expect(maskFacts({ maskTokens: ['b', 'a', 'b'] })).toEqual(maskFacts({ maskTokens: ['a', 'b'] }));
  expect(maskFacts({ maskTokens: ['a'] })).not.toEqual(maskFacts({ maskTokens: ['b'] }));
  expect(maskFacts({ maskStopwords: true })).toEqual({ stopwords: true, tokens: null });
});
