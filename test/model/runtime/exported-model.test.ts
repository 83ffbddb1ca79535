import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataType, serializeModel } from '#tserini/model/graph/onnx-proto.js';
import { loadModel } from '../../support/load-model.ts';
import { tempFolder } from '../../support/temp.ts';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b', 'c', '##b'];
const size = vocabulary.length;
/** What each token says of every token: a third of it nothing. */
const table = Float32Array.from({ length: size * size }, (_, i) => Math.max(0, ((i * 37) % 11) - 4) / 4);

/** A graph that gives each token the largest of what the input's tokens say of it. */
function exportedGraph(sparse: boolean): Uint8Array {
  const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });
  const value = (name: string, elemType: number, dims: object[]) => ({
    name,
    type: { tensorType: { elemType, shape: { dim: dims } } },
  });
  const constant = (name: string, values: readonly number[]) => ({
    name,
    dims: [values.length],
    dataType: dataType.int64,
    rawData: new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer),
  });
  const batch = [{ dimParam: 'batch' }, { dimParam: 'sequence' }];
  const { float32, int64 } = dataType;
  return serializeModel({
    irVersion: 9,
    opsetImport: [{ domain: '', version: 20 }],
    graph: {
      name: 'exported',
      node: [
        node('Gather', ['table', 'input_ids'], 'said'),
        node('ReduceMax', ['said', 'axis'], 'kept'),
        node('Squeeze', ['kept', 'axis'], 'weights'),
        node('Squeeze', ['weights', 'first'], 'row'),
        node('NonZero', ['row'], 'positions'),
        node('Squeeze', ['positions', 'first'], 'output_idx'),
        node('Gather', ['row', 'output_idx'], 'output_weights'),
      ],
      initializer: [
        { name: 'table', dims: [size, size], dataType: float32, rawData: new Uint8Array(table.buffer) },
        constant('axis', [1]),
        constant('first', [0]),
      ],
      input: [value('input_ids', int64, batch), value('attention_mask', int64, batch)],
      output: sparse
        ? [
            value('output_idx', int64, [{ dimParam: 'n' }]),
            value('output_weights', float32, [{ dimParam: 'n' }]),
          ]
        : [value('weights', float32, [{ dimParam: 'batch' }, { dimValue: size }])],
    },
  });
}

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
