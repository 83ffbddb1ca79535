import protobuf from 'protobufjs/light.js';
import { expect, it } from 'vitest';
import { attributeType, dataType, serializeModel } from '#tserini/model/graph/onnx-proto.js';

// ONNX's schema (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) as protobufjs reads it.

const field = (id: number, type: string) => ({ id, type });
const list = (id: number, type: string) => ({ id, type, rule: 'repeated' });

const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: field(1, 'int64'),
        producerName: field(2, 'string'),
        graph: field(7, 'Graph'),
        opsetImport: list(8, 'OperatorSet'),
      },
    },
    OperatorSet: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
    Graph: {
      fields: {
        node: list(1, 'Node'),
        name: field(2, 'string'),
        initializer: list(5, 'Tensor'),
        input: list(11, 'ValueInfo'),
        output: list(12, 'ValueInfo'),
      },
    },
    Node: {
      fields: {
        input: list(1, 'string'),
        output: list(2, 'string'),
        name: field(3, 'string'),
        opType: field(4, 'string'),
        attribute: list(5, 'Attribute'),
        domain: field(7, 'string'),
      },
    },
    Attribute: {
      fields: {
        name: field(1, 'string'),
        f: field(2, 'float'),
        i: field(3, 'int64'),
        s: field(4, 'bytes'),
        ints: list(8, 'int64'),
        type: field(20, 'int32'),
      },
    },
    Tensor: {
      fields: {
        dims: list(1, 'int64'),
        dataType: field(2, 'int32'),
        name: field(8, 'string'),
        rawData: field(9, 'bytes'),
        externalData: list(13, 'Entry'),
        dataLocation: field(14, 'int32'),
      },
    },
    Entry: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
    ValueInfo: { fields: { name: field(1, 'string'), type: field(2, 'Type') } },
    Type: { fields: { tensorType: field(1, 'TensorType') } },
    TensorType: { fields: { elemType: field(1, 'int32'), shape: field(2, 'Shape') } },
    Shape: { fields: { dim: list(1, 'Dimension') } },
    Dimension: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
  },
});

it('is read by another implementation of protobuf as it was given', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
  const model = {
    irVersion: 9,
    producerName: 'señor \u{1f600}',
    graph: {
      node: [
        {
          input: ['a', ''],
          output: ['b'],
          name: 'n',
          opType: 'Gelu',
          attribute: [
            { name: 'axis', i: -1, type: attributeType.int },
            { name: 'large', i: 2 ** 53 - 1, type: attributeType.int },
            { name: 'small', i: -(2 ** 53) + 1, type: attributeType.int },
            { name: 'epsilon', f: Math.fround(1e-12), type: attributeType.float },
            { name: 'way', s: Buffer.from('tanh'), type: attributeType.string },
            { name: 'perm', ints: [0, 127, 128, 16384, -2], type: attributeType.ints },
          ],
          domain: 'com.microsoft',
        },
      ],
      name: 'g',
      initializer: [
        { dims: [], dataType: dataType.float32, name: 'scalar', rawData: Buffer.from(bytes) },
        {
          dims: [30522, 128],
          dataType: dataType.float16,
          name: 'stored',
          externalData: [{ key: 'offset', value: '123' }],
          dataLocation: 1,
        },
      ],
      input: [
        {
          name: 'input_ids',
          type: { tensorType: { elemType: 7, shape: { dim: [{ dimParam: 'n' }, { dimValue: 1 }] } } },
        },
      ],
      output: [],
    },
    opsetImport: [{ domain: '', version: 20 }],
  };
  const read = root.lookupType('Model');
  expect(read.toObject(read.decode(serializeModel(model)), { longs: Number, arrays: true })).toEqual(
    read.toObject(read.fromObject(model), { longs: Number, arrays: true }),
  );
});
