import { dataType, serializeModel } from '#tserini/model/graph/onnx-proto.js';

export const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b', 'c', '##b'];
export const size = vocabulary.length;
/** What each token says of every token: a third of it nothing. */
export const table = Float32Array.from(
  { length: size * size },
  (_, i) => Math.max(0, ((i * 37) % 11) - 4) / 4,
);

const { float32, int64 } = dataType;
const batch = [{ dimParam: 'batch' }, { dimParam: 'sequence' }];
const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });
const value = (name: string, elemType: number, dims: object[]) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: dims } } },
});

/** A graph that gives each token the largest of what the input's tokens say of it. */
export function exportedGraph(sparse: boolean): Uint8Array {
  const constant = (name: string, values: readonly number[]) => ({
    name,
    dims: [values.length],
    dataType: dataType.int64,
    rawData: new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer),
  });
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

/** A graph of uniCOIL's interface: the first of what each token says is its own weight. */
export function exportedUniCoil(): Uint8Array {
  const first = table.filter((_, i) => i % size === 0);
  return serializeModel({
    irVersion: 9,
    opsetImport: [{ domain: '', version: 20 }],
    graph: {
      name: 'unicoil',
      node: [node('Gather', ['weights', 'inputIds'], 'output')],
      initializer: [
        { name: 'weights', dims: [size, 1], dataType: float32, rawData: new Uint8Array(first.buffer) },
      ],
      input: [value('inputIds', int64, batch)],
      output: [value('output', float32, [...batch, { dimValue: 1 }])],
    },
  });
}
