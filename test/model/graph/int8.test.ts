import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { readTensor } from '#tserini/model/checkpoint/read-tensor.js';
import { readSafetensors } from '#tserini/model/checkpoint/safetensors.js';
import { quantizeRows } from '#tserini/model/graph/int8-quantize.js';

import { makeModel, type TestModelOptions, writeModel } from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import { tempFolder } from '../../support/temp.ts';
import { testArchitectures } from '../../support/test-families.ts';

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.float({ min: -8, max: 8, noNaN: true }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      })
      .map((values) => ({ rows, columns, values: Float32Array.from(values) })),
  );

describe('quantizeRows', () => {
  it('is off by at most half a step, preserves 0 and the largest magnitude, and transposes', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, values }) => {
        const { weight, scale } = quantizeRows([values], columns);
        for (let row = 0; row < rows; row++) {
          const line = values.subarray(row * columns, (row + 1) * columns);
          const largest = Math.max(...line.map(Math.abs));
          expect(scale[row]).toBeGreaterThan(0);
          for (const [i, value] of line.entries()) {
            const step = weight[i * rows + row]!;
            expect(Math.abs(step * scale[row]! - value)).toBeLessThanOrEqual(scale[row]! * 0.5001);
            if (value === 0) expect(step).toBe(0);
            if (Math.abs(value) === largest && largest > 1e-30) expect(Math.abs(step)).toBe(127);
          }
        }
      }),
    );
  });

  it('concatenates matrices', () => {
    const [a, b] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6)];
    const both = quantizeRows([a, b], 2);
    expect(both).toEqual(quantizeRows([Float32Array.of(...a, ...b)], 2));
  });
});

describe('readTensor', () => {
  it('reads the values of every type', async () => {
    const model = makeModel({ architecture: 'bert' });
    for (const type of ['F32', 'F16', 'BF16'] as const) {
      const folder = await writeModel(join(await tempFolder(), type), model, 'safetensors', type);
      for (const [name, tensor] of await readSafetensors(join(folder, 'model.safetensors'))) {
        expect(await readTensor(tensor)).toEqual(model.tensors.get(name)!.data);
      }
    }
  });
});

describe('a model in int8', () => {
  beforeEach(async () => {
    process.env.TSERINI_CACHE = await tempFolder();
  });

  async function similarity(
    folder: string,
    options: TestModelOptions,
    pooling: 'max' | 'sum',
  ): Promise<number> {
    const model = await loadModel(folder, { dtype: 'int8', pooling });
    try {
      const ids = model.tokenizer.encode('w3 w1999 w40 abc w7', 32);
      const weights = (await model.run([ids]))[0]!;
      return cosine([...weights], referenceWeights(makeModel(options), [...ids], { pooling }));
    } finally {
      await model.close();
    }
  }

  it.each([
    ['bert', 'max', 'F32'],
    ['bert', 'sum', 'BF16'],
    ...testArchitectures.slice(1).map((architecture) => [architecture, 'max', 'F16'] as const),
  ] as const)(
    'has nearly the weights of the float model: %s pooled by %s, from %s',
    async (architecture, pooling, type) => {
      const made = makeModel({ architecture });
      const folder = await writeModel(join(await tempFolder(), 'model'), made, 'safetensors', type);
      expect(await similarity(folder, { architecture }, pooling)).toBeGreaterThan(0.995);
    },
  );

  it('is quantized once, and again if its file is damaged', async () => {
    const folder = await writeModel(join(await tempFolder(), 'model'), makeModel({ architecture: 'bert' }));
    const first = await similarity(folder, { architecture: 'bert' }, 'max');
    const cache = join(process.env.TSERINI_CACHE!, 'int8');
    const [name] = await readdir(cache);
    await truncate(join(cache, name!), 5000);
    expect(await similarity(folder, { architecture: 'bert' }, 'max')).toBe(first);
    expect(await readdir(cache)).toEqual([name]);
  });
});

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
