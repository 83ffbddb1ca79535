// The part of ONNX's schema (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that these graphs need, in protobuf's
// wire format (https://protobuf.dev/programming-guides/encoding). A library that does this takes 50 ms to start.

/** What a field holds: another message by its name, or a value. Texts are bytes. */
type Kind = 'int' | 'float' | 'bytes' | keyof typeof schema;

/** The fields of each message, in the order of their numbers. A field is repeated where its value is an array. */
const schema = {
  Model: {
    irVersion: [1, 'int'],
    producerName: [2, 'bytes'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'OperatorSet'],
  },
  OperatorSet: { domain: [1, 'bytes'], version: [2, 'int'] },
  Graph: {
    node: [1, 'Node'],
    name: [2, 'bytes'],
    initializer: [5, 'Tensor'],
    input: [11, 'ValueInfo'],
    output: [12, 'ValueInfo'],
  },
  Node: {
    input: [1, 'bytes'],
    output: [2, 'bytes'],
    name: [3, 'bytes'],
    opType: [4, 'bytes'],
    attribute: [5, 'Attribute'],
    domain: [7, 'bytes'],
  },
  Attribute: {
    name: [1, 'bytes'],
    f: [2, 'float'],
    i: [3, 'int'],
    s: [4, 'bytes'],
    ints: [8, 'int'],
    type: [20, 'int'],
  },
  Tensor: {
    dims: [1, 'int'],
    dataType: [2, 'int'],
    name: [8, 'bytes'],
    rawData: [9, 'bytes'],
    externalData: [13, 'Entry'],
    dataLocation: [14, 'int'],
  },
  Entry: { key: [1, 'bytes'], value: [2, 'bytes'] },
  ValueInfo: { name: [1, 'bytes'], type: [2, 'Type'] },
  Type: { tensorType: [1, 'TensorType'] },
  TensorType: { elemType: [1, 'int'], shape: [2, 'Shape'] },
  Shape: { dim: [1, 'Dimension'] },
  Dimension: { dimValue: [1, 'int'], dimParam: [2, 'bytes'] },
} as const;

/** Values of ONNX's TensorProto.DataType. */
export const dataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
} as const;

/** Values of ONNX's AttributeProto.AttributeType. */
export const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** @returns the serialized ONNX model, fields named as in the schema above */
export function serializeModel(message: object): Uint8Array {
  return serialize('Model', message);
}

function serialize(type: keyof typeof schema, message: object): Uint8Array {
  const values = message as Readonly<Record<string, unknown>>;
  const fields: Readonly<Record<string, readonly [number, Kind]>> = schema[type];
  const parts: Uint8Array[] = [];
  for (const [name, [id, kind]] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parts.push(...serializeField(id, kind, item));
  }
  return Buffer.concat(parts);
}

/** The types of fields on the wire. */
const wire = { varint: 0, bytes: 2, fixed32: 5 };

function serializeField(id: number, kind: Kind, value: unknown): Uint8Array[] {
  const tag = (type: number) => varint((id << 3) | type);
  if (kind === 'int') return [tag(wire.varint), varint(value as number)];
  if (kind === 'float') {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value as number);
    return [tag(wire.fixed32), bytes];
  }
  const bytes =
    kind !== 'bytes'
      ? serialize(kind, value as object)
      : typeof value === 'string'
        ? Buffer.from(value)
        : (value as Uint8Array);
  return [tag(wire.bytes), varint(bytes.length), bytes];
}

/** A whole number as 64 bits, seven in a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}
