import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../support/load-model.ts';
import { tempFolder } from '../../support/temp.ts';

// Vectors by transformers; golden/make_models.py says how they were made.

const golden = fileURLToPath(new URL('golden', import.meta.url));
const { texts, models } = JSON.parse(await readFile(join(golden, 'expected.json'), 'utf8')) as {
  readonly texts: readonly number[][];
  readonly models: Readonly<Record<string, readonly number[][]>>;
};

/** The model with a vocabulary, so that it has a tokenizer. */
async function folderOf(name: string): Promise<string> {
  const folder = await tempFolder();
  await cp(join(golden, name), folder, { recursive: true });
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const tokens = Array.from({ length: 64 }, (_, i) => special[i] ?? `t${i}`);
  await writeFile(join(folder, 'vocab.txt'), tokens.join('\n'));
  return folder;
}

/** The largest distance from what transformers computed, and how many weights are above 0. */
async function compare(name: string, options: { textsPerRun?: number }): Promise<[number, number]> {
  const model = await loadModel(await folderOf(name), options);
  try {
    const ids = texts.map((text) => Int32Array.from(text));
    const found: Float32Array[] = [];
    if (options.textsPerRun) found.push(...(await model.run(ids)));
    else for (const text of ids) found.push(...(await model.run([text])));
    const distances = found.flatMap((weights, text) =>
      Array.from(weights, (weight, i) => Math.abs(weight - models[name]![text]![i]!)),
    );
    return [Math.max(...distances), models[name]!.flat().filter((weight) => weight > 0).length];
  } finally {
    await model.close();
  }
}

describe.each(Object.keys(models))('%s has the vectors of transformers', (name) => {
  it.each([
    ['one text per run', {}],
    ['all texts padded', { textsPerRun: texts.length }],
  ])('with %s', async (_, options) => {
    const [distance, weights] = await compare(name, options);
    expect(weights).toBeGreaterThan(20);
    expect(distance).toBeLessThan(2e-5);
  });
});
