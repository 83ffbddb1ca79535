import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { makeDocuments, writeJsonl } from '../support/corpus.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();

/** Documents in an order, and the ways of encoding them that must not matter. */
const ways = fc.record({
  order: fc.shuffledSubarray([...Array(10).keys()], { minLength: 10 }),
  batchSize: fc.integer({ min: 1, max: 12 }),
  threads: fc.integer({ min: 1, max: 3 }),
  shardNum: fc.integer({ min: 1, max: 3 }),
});

it('writes the same line for a document with any batch size, threads, order and shard', async () => {
  const documents = makeDocuments(10, 50, 7);
  let runs = 0;
  const encode = async (
    order: readonly number[],
    options: { batchSize: number; threads: number; shardNum: number },
  ) => {
    const base = join(folder(), `run-${runs++}`);
    const corpus = await writeJsonl(
      `${base}.jsonl`,
      order.map((i) => documents[i]),
    );
    const lines = new Map<string, string>();
    for (let shardId = 0; shardId < options.shardNum; shardId++) {
      const { path } = await encodeCollection({
        corpus,
        encoder: 'splade-tiny',
        fields: ['title', 'text'],
        encoderFields: ['title', 'text'],
        embeddings: `${base}-${shardId}`,
        shardId,
        ...options,
      });
      for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
        lines.set((JSON.parse(line) as { id: string }).id, line);
      }
    }
    return lines;
  };
  const expected = await encode([...Array(10).keys()], { batchSize: 64, threads: 1, shardNum: 1 });
  expect(expected.size).toBe(documents.length);
  await fc.assert(
    fc.asyncProperty(ways, async ({ order, ...options }) => {
      const lines = await encode(order, options);
      for (const [id, line] of expected) expect(lines.get(id)).toBe(line);
    }),
    { numRuns: 6 },
  );
});
