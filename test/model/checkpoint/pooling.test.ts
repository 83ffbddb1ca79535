import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPooling } from '#tserini/model/checkpoint/pooling.js';

import { makeModel, writeModel } from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import { tempFolder } from '../../support/temp.ts';

async function withPooling(folder: string, module: string, config: object): Promise<void> {
  await mkdir(join(folder, module), { recursive: true });
  await writeFile(join(folder, module, 'config.json'), JSON.stringify(config));
}

it('an unsupported pooling is refused', async () => {
  const folder = await tempFolder();
  await withPooling(folder, '1_SpladePooling', { pooling_strategy: 'mean' });
  const path = join(folder, '1_SpladePooling', 'config.json');
  await expect(readPooling(path)).rejects.toMatchObject({
    code: 'MODEL',
    message: expect.stringContaining('pooling mean with relu is not supported'),
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
    const type = (name: string) => `sentence_transformers.sparse_encoder.models.${name}`;
    const modules = [
      { path: '', type: type('MLMTransformer') },
      { path: '1_SpladePooling', type: type('SpladePooling') },
    ];
    // Without the list of modules the folder is one that nothing refers to.
    const doubled = async () => {
      const model = await loadModel(folder);
      try {
        return model.pooling!.saturations === 2;
      } finally {
        await model.close();
      }
    };
    expect(await doubled()).toBe(false);
    await writeFile(join(folder, 'modules.json'), JSON.stringify(modules));
    const model = await loadModel(folder);
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
