import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  makeModel,
  type TestForm,
  type TestModelOptions,
  type TestType,
  writeModel,
} from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import { tempFolder } from '../../support/temp.ts';
import { testArchitectures } from '../../support/test-families.ts';

// Longer than a local window and than the near distances; ☃ is the unknown token, whose id is RoBERTa's pad.
const text = 'w3 w1999 w40 abc w7 w7 zzz w1024 ☃ w5 w6 ☃ w8 w9 w10 w11 w12 w13 w14';

async function expectReference(
  options: TestModelOptions,
  form: TestForm,
  type: TestType,
  pooling: 'max' | 'sum' = 'max',
): Promise<void> {
  const made = makeModel(options);
  const folder = await writeModel(join(await tempFolder(), 'model'), made, form, type);
  const model = await loadModel(folder, { pooling });
  try {
    const ids = model.tokenizer.encode(text, 32);
    const weights = (await model.run([ids]))[0]!;
    const expected = referenceWeights(made, [...ids], { pooling });
    expect(weights).toHaveLength(expected.length);
    // Some of both, or the comparison would say nothing.
    expect(expected.some((weight) => weight === 0)).toBe(true);
    expect(Math.max(...expected)).toBeGreaterThan(1);
    // float32 against double precision, over sums of a few dozen terms.
    const farthest = Math.max(...expected.map((weight, i) => Math.abs(weight - weights[i]!)));
    expect(farthest).toBeLessThan(pooling === 'sum' ? 1e-4 : 1e-5);
  } finally {
    await model.close();
  }
}

describe('a published checkpoint, against a plain forward pass', () => {
  const architectures = testArchitectures;
  it.each(
    architectures.flatMap((a) =>
      (['safetensors', 'shards', 'torch'] as const).map((form) => [a, form] as const),
    ),
  )('%s from %s', async (architecture, form) => expectReference({ architecture }, form, 'F32'));
  it.each(architectures.flatMap((a) => (['F16', 'BF16'] as const).map((type) => [a, type] as const)))(
    '%s with weights of %s',
    async (architecture, type) => {
      await expectReference({ architecture }, 'safetensors', type);
      await expectReference({ architecture }, 'torch', type);
    },
  );
  it.each(['gelu', 'gelu_new', 'relu', 'silu'])('with the activation %s', async (activation) => {
    await expectReference({ architecture: 'bert', activation }, 'safetensors', 'F32');
  });
  it.each(architectures)('%s with untied decoder weights', async (architecture) => {
    await expectReference({ architecture, ownDecoder: true }, 'safetensors', 'F32');
    await expectReference({ architecture, ownDecoder: true }, 'torch', 'F16');
  });
  it('with the tensor names gamma and beta', async () => {
    await expectReference({ architecture: 'bert', oldNames: true }, 'safetensors', 'F32');
  });
  it.each(architectures)('%s pooled by sum', async (architecture) => {
    await expectReference({ architecture }, 'safetensors', 'F32', 'sum');
  });
});
