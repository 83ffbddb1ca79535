import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportedGraph, size, table, vocabulary } from '../../support/exported-graph.ts';
import { loadModel } from '../../support/load-model.ts';
import { tempFolder } from '../../support/temp.ts';

async function exported(sparse: boolean, vocabularyName = 'vocab.txt'): Promise<string> {
  const folder = await tempFolder();
  await writeFile(join(folder, vocabularyName), vocabulary.join('\n'));
  await writeFile(join(folder, 'model.onnx'), exportedGraph(sparse));
  return folder;
}

describe('an exported ONNX model', () => {
  it.each([
    ['a matrix of weights', false, 'vocab.txt'],
    ['indices and weights', true, 'splade-v3-vocab.txt'],
  ])('that gives %s', async (_, sparse, vocabularyName) => {
    const folder = await exported(sparse, vocabularyName);
    const model = await loadModel(folder);
    try {
      const ids = model.tokenizer.encode('a c ab', 512);
      expect([...ids].map((id) => vocabulary[id])).toEqual(['[CLS]', 'a', 'c', 'a', '##b', '[SEP]']);
      const expected = vocabulary.map((_, token) =>
        Math.max(...[...ids].map((id) => table[id * size + token]!)),
      );
      expect([...(await model.run([ids]))[0]!]).toEqual(expected);
    } finally {
      await model.close();
    }
  });

  it('is refused if it is invalid, has other outputs or is one of several', async () => {
    const folder = await exported(false);
    await writeFile(join(folder, 'other.onnx'), 'not a graph');
    await expect(loadModel(folder, {}, 'other.onnx')).rejects.toMatchObject({ code: 'MODEL' });
    await expect(loadModel(folder, {}, 'third.onnx')).rejects.toThrow(
      /\(available: model\.onnx, other\.onnx\)/,
    );
    await rename(join(folder, 'model.onnx'), join(folder, 'another.onnx'));
    await expect(loadModel(folder)).rejects.toThrow(/several \.onnx files .* another\.onnx, other\.onnx/);
  });
});
