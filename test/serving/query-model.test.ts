import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EncodeOptions, loadQueryEncoder, SpladeQueryEncoder } from 'tserini';
import { expect, it } from 'vitest';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { loadModelTokenizer } from '#tserini/model/model-tokenizer.js';
import { QueryModel } from '#tserini/serving/query-model.js';
import { writeRouterModel } from '../support/router-model.ts';
import { tempFolder } from '../support/temp.ts';

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

it('reads the tokenizer of queries that are looked up once', async () => {
  const { folder } = await writeRouterModel(join(await tempFolder(), 'model'));
  const tokenizer = await loadModelTokenizer(folder, 'query');
  const loadEncoder = async (name: string) => {
    const encoder = await loadQueryEncoder({ encoder: name });
    await rm(join(folder, 'query_0_SparseStaticEmbedding', 'vocab.txt'));
    return encoder;
  };
  const model = await QueryModel.load(folder, { loadEncoder });
  const text = 'w3 abc w1999 ☃';
  expect((await model.encode(text)).tokens).toEqual(tokenizer.tokenize(text));
  await model.close();
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

it('takes a text out of the queue once no request waits for it', async () => {
  await using encoder = await SpladeQueryEncoder.load('splade-tiny', { maxLength: 512 });
  const encoded: string[] = [];
  const counting = Object.assign(Object.create(encoder) as SpladeQueryEncoder, {
    encode: async (text: string, options: EncodeOptions) => {
      const vector = await encoder.encode(text, options);
      encoded.push(text);
      return vector;
    },
  });
  const model = new QueryModel('splade-tiny', counting, (text) => text.split(' '), { queryCacheTerms: 0 });
  const text = (i: number) => `${i} ${'word '.repeat(400)}`;
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  const left = Array.from({ length: 300 }, (_, i) => model.encode(text(i), leaving.signal));
  // One of them is asked for by another request too, which stays.
  const shared = model.encode(text(250));
  expect(model.waiting).toBe(300);
  leaving.abort();
  for (const { status } of await Promise.allSettled(left)) expect(status).toBe('rejected');
  expect(model.waiting).toBe(1);
  await Promise.all([shared, model.encode('short')]);
  expect(encoded).toEqual([text(250), 'short']);
  // Asked for again while the first is being given up.
  const again = new AbortController();
  const first = model.encode(text(0), again.signal);
  again.abort();
  const second = model.encode(text(0));
  await expect(first).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect((await second).vector.size).toBeGreaterThan(0);
});
