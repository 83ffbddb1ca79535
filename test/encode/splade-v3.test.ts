import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';

process.env.HF_HUB_OFFLINE = '1';
const encoder = hasSharedData
  ? await SpladeQueryEncoder.load('naver/splade-v3').catch(() => undefined)
  : undefined;
const why = needsSharedData || ' (skipped: naver/splade-v3, which is gated, is not in the Hub cache)';

describe.skipIf(!encoder)(`SPLADE-v3${encoder ? '' : why}`, () => {
  afterAll(() => encoder?.close());

  it('gives three texts the weights that Anserini expects of it', async () => {
    const golden = JSON.parse(
      await readFile(sharedData('nfcorpus-splade-v3/golden-query-encodings.json'), 'utf8'),
    ) as { text: string; vector: Record<string, number> }[];
    for (const { text, vector: weights } of golden) {
      const vector = await encoder!.encode(text);
      const special = /^\[(CLS|SEP|PAD)\]$/;
      const ours = new Map([...vector].filter(([token]) => !special.test(token)));
      for (const token of new Set([...ours.keys(), ...Object.keys(weights)])) {
        expect(Math.abs((ours.get(token) ?? 0) - (weights[token] ?? 0)), token).toBeLessThanOrEqual(1);
      }
    }
  });
});
