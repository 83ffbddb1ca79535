import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpladeDocumentEncoder } from '#tserini/encode/splade-document-encoder.js';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { readNfcorpus } from '../support/nfcorpus.ts';
import { type Comparison, compareVectors, readVectors } from '../support/vectors.ts';

// Every document takes a minute and a half; a sample is enough for every day.
const sampleEvery = process.env.TSERINI_FULL ? 1 : 25;
const nothing: Comparison = { weights: 0, unequal: 0, largest: 0, reordered: 0 };

function expectAsPyserini(total: Comparison): void {
  expect(total.weights).toBeGreaterThan(2000);
  expect(total.unequal / total.weights).toBeLessThanOrEqual(0.001);
  expect(total.largest).toBeLessThanOrEqual(1);
  expect(total.reordered).toBe(0);
}

describe.skipIf(!hasSharedData)(`splade-tiny against Pyserini${needsSharedData}`, () => {
  let documents: SpladeDocumentEncoder;
  let queries: SpladeQueryEncoder;

  beforeAll(async () => {
    documents = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
    queries = await SpladeQueryEncoder.load('splade-tiny');
  });
  afterAll(async () => {
    await documents.close();
    await queries.close();
  });

  const golden = ['pyserini-vectors.624.jsonl.gz', 'vectors.jsonl.gz'];
  it.each(golden)('encodes documents to the weights of %s', { timeout: 600_000 }, async (file) => {
    const corpus = (await readNfcorpus('corpus.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { _id: string; title: string; text: string });
    const total = { ...nothing };
    const expected = readVectors(sharedData(`nfcorpus-splade-tiny/${file}`));
    const step = file.includes('624') ? Math.ceil(sampleEvery / 4) : sampleEvery;
    for (let i = 0; i < expected.length; i += step) {
      const { _id, title, text } = corpus[i]!;
      expect(expected[i]!.id).toBe(_id);
      const vector = await documents.encode({ title: title.trim(), text: text.trim() });
      compareVectors(total, vector, expected[i]!.vector);
    }
    expectAsPyserini(total);
  });

  it('encodes all test queries to their weights', async () => {
    const total = { ...nothing };
    for (const { text, vector } of readVectors(sharedData('nfcorpus-splade-tiny/queries.test.jsonl.gz'))) {
      compareVectors(total, await queries.encode(text!), vector);
    }
    expectAsPyserini(total);
  });

  it("encodes the guide's query to the vector in the README of the data", async () => {
    const readme = await readFile(sharedData('README.md'), 'utf8');
    const stated = /the query's vector: `([^`]+)`/.exec(readme)![1]!;
    const expected = stated.split(', ').map((entry) => {
      const [token, weight] = entry.split(' ');
      return [token, Number(weight)];
    });
    const vector = await queries.encode('How to Help Prevent Abdominal Aortic Aneurysms');
    expect([...vector]).toEqual(expected);
  });
});
