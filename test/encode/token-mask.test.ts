import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  encodeCollection,
  encodeTopics,
  loadQueryEncoder,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { writeJsonl } from '../support/corpus.ts';
import { suiteFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const text = 'how to prevent the aneurysms of an aorta';
const mask = { maskStopwords: true, maskTokens: ['how', 'prevent'] };
const masked = ['how', 'to', 'prevent', 'the', 'of', 'an', 'for', 'it'];
const without = (vector: ReadonlyMap<string, number>) =>
  [...vector].filter(([token]) => !masked.includes(token));

describe('a mask of tokens', () => {
  it('leaves them out of queries and documents, before these are pruned', async () => {
    await using plain = await SpladeQueryEncoder.load('splade-tiny');
    const vector = await plain.encode(text);
    expect(without(vector).length).toBeLessThan(vector.size - 3);
    await using queries = await SpladeQueryEncoder.load('splade-tiny', mask);
    expect([...(await queries.encode(text))]).toEqual(without(vector));
    await using documents = await SpladeDocumentEncoder.load('splade-tiny', { ...mask, prune: { topK: 4 } });
    const pruned = await documents.encode(text);
    expect(pruned.size).toBe(4);
    expect(without(pruned)).toEqual([...pruned]);
  });

  it('leaves them out of counted tokens and of encoded queries', async () => {
    await using plain = await loadQueryEncoder({ encoder: 'splade-tiny', encoderClass: 'tok-freq' });
    await using counted = await loadQueryEncoder({
      encoder: 'splade-tiny',
      encoderClass: 'tok-freq',
      ...mask,
    });
    expect([...(await counted.encode(text))]).toEqual(without(await plain.encode(text)));
    await encodeTopics([{ id: '1', text }], plain, path('queries.jsonl'));
    await using cached = await loadQueryEncoder({ encoder: path('queries.jsonl'), ...mask });
    expect([...(await cached.encode(text))]).toEqual(without(await plain.encode(text)));
  });

  it('warns of tokens that the model does not have', async () => {
    const warnings: string[] = [];
    await using _ = await SpladeQueryEncoder.load('splade-tiny', {
      maskTokens: ['the', 'The', 'hearts disease'],
      onWarning: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([
      '2 tokens of the mask are not in the vocabulary of splade-tiny, such as "The", "hearts disease"',
    ]);
  });

  it('is recorded in the manifest, by which no other mask resumes an encoding', async () => {
    const corpus = await writeJsonl(path('corpus.jsonl'), [{ id: '1', text }]);
    const embeddings = path('encoded');
    await encodeCollection({ corpus, embeddings, encoder: 'splade-tiny', ...mask });
    const { vector } = readVectors(join(embeddings, 'embeddings.jsonl'))[0]!;
    expect(without(vector)).toEqual([...vector]);
    const manifest = JSON.parse(readFileSync(join(embeddings, 'embeddings.jsonl.manifest'), 'utf8'));
    expect(manifest.encoder.mask).toMatchObject({ stopwords: true, tokens: { count: 2 } });
    const other = encodeCollection({ corpus, embeddings, encoder: 'splade-tiny', maskStopwords: true });
    await expect(other).rejects.toThrow('encoder.mask.tokens was not set, is null');
  });
});
