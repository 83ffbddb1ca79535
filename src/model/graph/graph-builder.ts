import { relative, sep } from 'node:path';
import { byteLength, type StoredTensor } from '../checkpoint/tensor.js';
import { attributeType, dataType, serializeModel } from './onnx-proto.js';

/** ONNX opset 20 has Gelu, and requires IR version 9. */
const opsetVersion = 20;
const irVersion = 9;
/** ONNX Runtime's own operators. */
const microsoft = 'com.microsoft';

const storedTypes = {
  F32: dataType.float32,
  F16: dataType.float16,
  BF16: dataType.bfloat16,
  I8: dataType.int8,
} as const;

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** An input or output of a graph. */
export interface TensorShape {
  readonly name: string;
  readonly elemType: number;
  /** A number is a fixed size; a name is a dynamic one. */
  readonly shape: readonly (number | string)[];
}

/** Collects the nodes and weights of an ONNX graph. Every method returns the name of the value that it adds. */
export class GraphBuilder {
  readonly #folder: string;
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  readonly #stored = new Set<string>();

  /** @param folder ONNX Runtime's folder of external data, which must contain the files of all tensors */
  constructor(folder: string) {
    this.#folder = folder;
  }

  node(opType: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.nodes(opType, inputs, 1, attributes, domain)[0]!;
  }

  /** A node with several outputs. */
  nodes(
    opType: string,
    input: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    const name = `${opType}_${this.#nodes.length}`;
    const output = Array.from({ length: outputs }, (_, i) => (i === 0 ? name : `${name}_${i}`));
    const attribute = Object.entries(attributes).map(([key, value]) => toAttribute(key, value));
    this.#nodes.push({ name, opType, input, output, attribute, domain });
    return output;
  }

  /** A node of ONNX Runtime's contrib operators. */
  contrib(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.node(opType, inputs, attributes, microsoft);
  }

  transpose(value: string, axes: readonly number[]): string {
    return this.node('Transpose', [value], { perm: axes });
  }

  /** Weights that stay in their file, as float32: half precision is converted when the graph is loaded. */
  weights(tensor: StoredTensor): string {
    return this.widen(this.stored(tensor), tensor);
  }

  /** Weights that stay in their file, in their stored type. */
  stored(tensor: StoredTensor): string {
    const location = relative(this.#folder, tensor.file).split(sep).join('/');
    const name = `${location}@${tensor.offset}[${tensor.shape}]`;
    if (this.#stored.has(name)) return name;
    this.#stored.add(name);
    this.#initializers.push({
      name,
      dims: tensor.shape,
      dataType: storedTypes[tensor.type],
      dataLocation: 1,
      externalData: [
        { key: 'location', value: location },
        { key: 'offset', value: String(tensor.offset) },
        { key: 'length', value: String(byteLength(tensor)) },
      ],
    });
    return name;
  }

  /** Values of a stored tensor's type, converted to float32. */
  widen(value: string, { type }: Pick<StoredTensor, 'type'>): string {
    return type === 'F32' ? value : this.node('Cast', [value], { to: dataType.float32 });
  }

  /** A small constant of whole numbers. */
  integers(values: readonly number[]): string {
    const raw = new BigInt64Array(values.map(BigInt));
    return this.#constant([values.length], dataType.int64, new Uint8Array(raw.buffer));
  }

  /** A constant scalar. */
  float(value: number): string {
    return this.#constant([], dataType.float32, new Uint8Array(new Float32Array([value]).buffer));
  }

  /** A constant of float32. */
  floats(values: readonly number[], dims: readonly number[]): string {
    return this.#constant(dims, dataType.float32, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** A constant of int8 or uint8. */
  bytes(values: Int8Array | Uint8Array, dims: readonly number[]): string {
    const type = values instanceof Int8Array ? dataType.int8 : dataType.uint8;
    return this.#constant(dims, type, new Uint8Array(values.buffer));
  }

  /**
   * int8 values plus 128, as uint8. ONNX Runtime computes them once, when the graph is loaded: in bytes, whose highest bit is
   * inverted, as wider numbers would take four times the memory.
   */
  toUnsigned(value: string): string {
    const highest = this.bytes(Uint8Array.of(128), []);
    return this.node('BitwiseXor', [this.node('Cast', [value], { to: dataType.uint8 }), highest]);
  }

  #constant(dims: readonly number[], type: number, rawData: Uint8Array): string {
    const name = `constant_${this.#initializers.length}`;
    this.#initializers.push({ name, dims, dataType: type, rawData });
    return name;
  }

  /** Gives a value the name under which a run returns it. */
  rename(value: string, name: string): void {
    this.#nodes.push({ name, opType: 'Identity', input: [value], output: [name], domain: '' });
  }

  build(inputs: readonly TensorShape[], outputs: readonly TensorShape[]): Uint8Array {
    return serializeModel({
      irVersion,
      producerName: 'tserini',
      opsetImport: [
        { domain: '', version: opsetVersion },
        { domain: microsoft, version: 1 },
      ],
      graph: {
        name: 'splade',
        node: this.#nodes,
        initializer: this.#initializers,
        input: inputs.map(toValueInfo),
        output: outputs.map(toValueInfo),
      },
    });
  }
}

function toAttribute(name: string, value: Attributes[string]) {
  if (typeof value === 'object') return { name, ints: value, type: attributeType.ints };
  if (typeof value === 'string') return { name, s: Buffer.from(value), type: attributeType.string };
  return Number.isInteger(value)
    ? { name, i: value, type: attributeType.int }
    : { name, f: value, type: attributeType.float };
}

function toValueInfo({ name, elemType, shape }: TensorShape) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
