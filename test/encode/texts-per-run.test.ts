import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CorpusDocument, SpladeDocumentEncoder } from '#tserini/encode/splade-document-encoder.js';
import type { SparseVector } from '#tserini/vector/sparse-vector.js';
import { makeDocuments } from '../support/corpus.ts';
import { compareVectors } from '../support/vectors.ts';

// More than two windows of texts, the last one not full.
const textsPerRun = 2;
const documents = makeDocuments(2 * 16 * textsPerRun + 5, 60, 11);

let alone: SpladeDocumentEncoder;
let together: SpladeDocumentEncoder;

beforeAll(async () => {
  alone = await SpladeDocumentEncoder.load('splade-tiny');
  together = await SpladeDocumentEncoder.load('splade-tiny', { textsPerRun });
});
afterAll(async () => {
  await alone.close();
  await together.close();
});

async function encode(encoder: SpladeDocumentEncoder, corpus: readonly CorpusDocument[]) {
  const vectors = new Map<string, SparseVector>();
  for await (const { id, vector } of encoder.encodeCorpus(corpus)) vectors.set(id, vector);
  return vectors;
}

it('encodes documents in batches to the weights that they have alone, in order', async () => {
  const [one, several] = [await encode(alone, documents), await encode(together, documents)];
  expect([...several.keys()]).toEqual(documents.map(({ id }) => id));
  const total = { weights: 0, unequal: 0, largest: 0, reordered: 0 };
  for (const [id, vector] of several) compareVectors(total, vector, one.get(id)!);
  expect(total.weights).toBeGreaterThan(documents.length * 10);
  expect(total.unequal / total.weights).toBeLessThanOrEqual(0.001);
  expect(total.largest).toBeLessThanOrEqual(1);
  expect(total.reordered).toBe(0);
});

it('encodes a list in order, and reads no further ahead than necessary', async () => {
  const list = documents.slice(0, 7);
  const vectors = await together.encode(list);
  for (const [i, vector] of vectors.entries()) {
    expect([...vector.keys()]).toEqual([...(await alone.encode(list[i]!)).keys()]);
  }
  let read = 0;
  async function* endless(): AsyncGenerator<CorpusDocument> {
    for (;;) yield documents[read++ % documents.length]!;
  }
  for await (const _ of together.encodeCorpus(endless())) break;
  // Two calls of the model, and the texts of the next.
  expect(read).toBeLessThanOrEqual(3 * 16 * textsPerRun);
});
