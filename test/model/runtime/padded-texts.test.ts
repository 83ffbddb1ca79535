import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { makeModel, writeModel } from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import { tempFolder } from '../../support/temp.ts';
import { testArchitectures } from '../../support/test-families.ts';

// What runs on a graphics card by default, on the CPU.

const texts = ['w3 w1999 w40 abc w7 w7 ☃ zzz w1024', 'w7', 'w40 w41 w42 w43', ''];

describe('several texts per run, against a plain forward pass of each', () => {
  it.each(
    testArchitectures.flatMap((a) => (['max', 'sum'] as const).map((pooling) => [a, pooling] as const)),
  )('%s pooled by %s', async (architecture, pooling) => {
    const made = makeModel({ architecture });
    const folder = await writeModel(join(await tempFolder(), 'model'), made);
    const model = await loadModel(folder, { pooling, textsPerRun: texts.length });
    try {
      const ids = texts.map((text) => model.tokenizer.encode(text, 32));
      expect(new Set(ids.map(({ length }) => length)).size).toBe(texts.length);
      const together = await model.run(ids);
      for (const [i, weights] of together.entries()) {
        const expected = referenceWeights(made, [...ids[i]!], { pooling });
        expect(weights).toHaveLength(expected.length);
        const farthest = Math.max(...expected.map((weight, at) => Math.abs(weight - weights[at]!)));
        expect(farthest).toBeLessThan(pooling === 'sum' ? 1e-4 : 1e-5);
      }
    } finally {
      await model.close();
    }
  });
});

it('refuses several texts per run in int8, which has one scale per text', async () => {
  const folder = await writeModel(join(await tempFolder(), 'model'), makeModel({ architecture: 'bert' }));
  await expect(loadModel(folder, { dtype: 'int8', textsPerRun: 2 })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('int8 takes one text per run, not 2'),
  });
  await expect(loadModel(folder, { textsPerRun: 0 })).rejects.toMatchObject({ code: 'USAGE' });
});
