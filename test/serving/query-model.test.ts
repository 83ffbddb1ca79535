import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { QueryModel } from '#tserini/serving/query-model.js';

it('returns what the encoder returns, with a cache of any size and queries in any order', async () => {
  const encoder = new PretokenizedQueryEncoder();
  const tokenize = (text: string) => text.split(' ');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'a b', 'b a a', 'c d e f')),
      fc.nat(12),
      async (texts, size) => {
        const model = new QueryModel('model', encoder, tokenize, { queryCacheTerms: size });
        const answers = await Promise.all(texts.map((text) => model.encode(text)));
        const again = await Promise.all(texts.map((text) => model.encode(text)));
        for (const [i, text] of texts.entries()) {
          for (const { vector, tokens } of [answers[i]!, again[i]!]) {
            expect(vector).toEqual(await encoder.encode(text));
            expect(tokens).toEqual(tokenize(text));
          }
        }
        const { hits, joined, misses } = model.counts;
        expect(hits + joined + misses).toBe(2 * texts.length);
        expect(misses).toBeGreaterThanOrEqual(new Set(texts).size);
      },
    ),
  );
});

it('does not cache errors', async () => {
  let calls = 0;
  const failing = Object.assign(new PretokenizedQueryEncoder(), {
    encode: async () => {
      if (calls++ === 0) throw new Error('once');
      return new Map([['a', 1]]);
    },
  });
  const model = new QueryModel('model', failing, () => []);
  await expect(model.encode('a')).rejects.toThrow('once');
  expect((await model.encode('a')).vector).toEqual(new Map([['a', 1]]));
});
