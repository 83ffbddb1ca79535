import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPooling } from '#tserini/model/checkpoint/pooling.js';
import { loadSpladeModel } from '#tserini/model/runtime/splade-model.js';
import { makeModel, writeModel } from '../../support/checkpoint.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import { tempFolder } from '../../support/temp.ts';

async function withPooling(folder: string, module: string, config: object): Promise<void> {
  await mkdir(join(folder, module), { recursive: true });
  await writeFile(join(folder, module, 'config.json'), JSON.stringify(config));
}

describe('readPooling', () => {
  it('defaults to the maximum', async () => {
    expect(await readPooling(await tempFolder())).toEqual({ strategy: 'max', saturations: 1 });
  });

  it('finds the configuration by modules.json', async () => {
    const folder = await tempFolder();
    await withPooling(folder, '2_Other', { pooling_strategy: 'sum', activation_function: 'log1p_relu' });
    const type = 'sentence_transformers.sparse_encoder.models.SpladePooling';
    await writeFile(join(folder, 'modules.json'), JSON.stringify([{ path: '' }, { path: '2_Other', type }]));
    expect(await readPooling(folder)).toEqual({ strategy: 'sum', saturations: 2 });
  });

  it('refuses an unsupported pooling', async () => {
    const folder = await tempFolder();
    await withPooling(folder, '1_SpladePooling', { pooling_strategy: 'mean' });
    await expect(readPooling(folder)).rejects.toMatchObject({ code: 'MODEL' });
  });
});

describe('a model with a pooling configuration', () => {
  it('applies it, with two saturations for log1p_relu', async () => {
    const made = makeModel({ architecture: 'bert' });
    const folder = await writeModel(join(await tempFolder(), 'model'), made);
    await withPooling(folder, '1_SpladePooling', {
      pooling_strategy: 'max',
      activation_function: 'log1p_relu',
    });
    const model = await loadSpladeModel(folder);
    try {
      const ids = model.tokenizer.encode('w3 w1999', 32);
      const weights = (await model.run([ids]))[0]!;
      const expected = referenceWeights(made, [...ids]).map((weight) => Math.log1p(weight));
      expect(Math.max(...expected.map((weight, i) => Math.abs(weight - weights[i]!)))).toBeLessThan(1e-5);
    } finally {
      await model.close();
    }
  });
});
