import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeModel, writeModel } from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { tempFolder } from '../../support/temp.ts';
import { sizes, testArchitectures } from '../../support/test-families.ts';

const text = fc
  .array(fc.integer({ min: 0, max: sizes.vocabulary - 1 }), { minLength: 1, maxLength: sizes.positions })
  .map((ids) => Int32Array.from(ids));
const texts = fc.array(text, { minLength: 1, maxLength: 4 });

it.each(testArchitectures)(
  '%s gives a text the same weights whatever is computed with it',
  async (architecture) => {
    const folder = await writeModel(join(await tempFolder(), 'model'), makeModel({ architecture }));
    const models = await Promise.all(
      [{ threads: 1 }, { threads: 2 }, { textsPerRun: 4 }].map((o) => loadModel(folder, o)),
    );
    const [single, several, padded] = models as [(typeof models)[0], (typeof models)[0], (typeof models)[0]];
    try {
      await fc.assert(
        fc.asyncProperty(texts, async (batch) => {
          const alone: Float32Array[] = [];
          for (const ids of batch) alone.push(...(await single.run([ids])));
          // In another order: the same to the bit.
          for (const [i, ids] of [...batch.entries()].reverse()) {
            expect((await single.run([ids]))[0]).toEqual(alone[i]);
          }
          // With more threads, and padded to the longest: up to rounding.
          const together = await padded.run(batch);
          for (const [i, ids] of batch.entries()) {
            expect(distance((await several.run([ids]))[0]!, alone[i]!)).toBeLessThan(1e-4);
            expect(distance(together[i]!, alone[i]!)).toBeLessThan(1e-4);
          }
        }),
        { numRuns: 20 },
      );
    } finally {
      await Promise.all(models.map((model) => model.close()));
    }
  },
);

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
