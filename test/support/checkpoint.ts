import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sizes, type TestArchitecture, type TestFamily, testFamilies } from './test-families.ts';
import { torchBytes } from './torch-file.ts';

export interface TestTensor {
  readonly shape: readonly number[];
  /** Values that float16 and bfloat16 hold exactly: whole multiples of 1/64 below 2. */
  readonly data: Float32Array;
}

export interface TestModel {
  readonly family: TestFamily;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, TestTensor>;
  readonly vocabulary: readonly string[];
}

export type TestType = 'F32' | 'F16' | 'BF16';

export interface TestModelOptions {
  readonly architecture: TestArchitecture;
  readonly activation?: string;
  /** Name LayerNorm's parameters gamma and beta. */
  readonly oldNames?: boolean;
  /** Give the decoder weights of its own. */
  readonly ownDecoder?: boolean;
}

/** A small masked-language model of random weights, the same for the same options. */
export function makeModel({
  architecture,
  activation = 'gelu',
  oldNames,
  ownDecoder,
}: TestModelOptions): TestModel {
  const { hidden, layers, inner, vocabulary } = sizes;
  const family: TestFamily = testFamilies[architecture];
  const { embedding = hidden, withoutBiases } = family;
  const random = generator();
  const tensors = new Map<string, TestTensor>();
  const add = (name: string, scale: number, around: number, ...shape: number[]) => {
    if (tensors.has(name)) return;
    const count = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from(
      { length: count },
      () => around + Math.round((random() - 0.5) * 64 * scale) / 64,
    );
    tensors.set(name, { shape, data });
  };
  const linear = (name: string, out: number, into: number) => {
    add(`${name}.weight`, 1, 0, out, into);
    if (!withoutBiases) add(`${name}.bias`, 0.5, 0, out);
  };
  const norm = (name: string | undefined, width: number) => {
    if (name === undefined) return;
    add(`${name}.${oldNames ? 'gamma' : 'weight'}`, 0.5, 1, width);
    if (!withoutBiases) add(`${name}.${oldNames ? 'beta' : 'bias'}`, 0.5, 0, width);
  };
  const { max_position_embeddings: positions } = family.config as { max_position_embeddings: number };
  add(family.words, 2, 0, vocabulary, embedding);
  if (family.positions) add(family.positions, 1, 0, positions, embedding);
  if (family.types) add(family.types, 1, 0, 2, embedding);
  norm(family.embeddingNorm, embedding);
  if (family.projection) linear(family.projection, hidden, embedding);
  if (family.distances) add(family.distances.name, 1, 0, 2 * family.distances.span, hidden);
  if (family.distanceBias) add(family.distanceBias, 2, 0, 32, sizes.heads);
  for (let i = 0; i < layers; i++) {
    const layer = family.layer(i);
    const { query, key, value, up } = layer;
    for (const { name, rows } of [query, key, value]) linear(name, rows ? 3 * hidden : hidden, hidden);
    linear(layer.out, hidden, hidden);
    norm(layer.firstNorm, hidden);
    for (const { name, rows } of up) linear(name, rows ? 2 * inner : inner, hidden);
    linear(layer.down, hidden, inner);
    norm(layer.secondNorm, hidden);
  }
  norm(family.finalNorm, hidden);
  linear(family.dense, embedding, hidden);
  norm(family.headNorm, embedding);
  if (ownDecoder) add(family.decoder, 1, 0, vocabulary, embedding);
  add(family.decoderBias, 2, -1, vocabulary);
  const config = {
    architectures: [family.architecture],
    vocab_size: vocabulary,
    tie_word_embeddings: !ownDecoder,
    ...Object.fromEntries(
      ['hidden_act', 'activation', 'hidden_activation'].map((name) => [name, activation]),
    ),
    ...family.config,
  };
  return { family, config, tensors, vocabulary: makeVocabulary() };
}

/** Numbers from 0 to 1: Marsaglia's xorshift, so that every run sees the same model. */
function generator(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function makeVocabulary(): string[] {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const letters = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) => [letter, `##${letter}`]);
  const words = Array.from({ length: sizes.vocabulary - special.length - letters.length }, (_, i) => `w${i}`);
  return [...special, ...letters, ...words];
}

/** The model's values in a stored type, little-endian. */
function storedBytes(data: Float32Array, type: TestType): Buffer {
  if (type === 'F32') return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  return Buffer.from(Uint16Array.from(bits, type === 'BF16' ? (word) => word >>> 16 : toFloat16).buffer);
}

/** Only for values whose exponent and fraction float16 holds, as those of a test model. */
function toFloat16(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = (word >>> 23) & 0xff;
  return exponent === 0 ? sign : sign | ((exponent - 127 + 15) << 10) | ((word >>> 13) & 0x3ff);
}

/** A safetensors file of this header and data, whether they agree or not. */
export function safetensorsBytes(header: object, data: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

function safetensorsOf(tensors: ReadonlyMap<string, TestTensor>, type: TestType): Buffer {
  const header: Record<string, object> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const bytes = storedBytes(data, type);
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    parts.push(bytes);
  }
  return safetensorsBytes(header, Buffer.concat(parts));
}

export type TestForm = 'safetensors' | 'shards' | 'torch';

/** Writes the model as it would be published, with its tokenizer as `vocab.txt`. */
export async function writeModel(
  folder: string,
  model: TestModel,
  form: TestForm = 'safetensors',
  type: TestType = 'F32',
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, contents: string | Buffer) => writeFile(join(folder, name), contents);
  await write('config.json', JSON.stringify(model.config));
  await write('vocab.txt', `${model.vocabulary.join('\n')}\n`);
  if (form === 'safetensors') await write('model.safetensors', safetensorsOf(model.tensors, type));
  if (form === 'torch') {
    const stored = [...model.tensors].map(([name, { shape, data }]) => ({
      name,
      shape,
      bytes: storedBytes(data, type),
    }));
    await write('pytorch_model.bin', torchBytes(stored, type));
  }
  if (form === 'shards') {
    const names = [...model.tensors.keys()];
    const half = new Set(names.slice(0, names.length / 2));
    const weightMap: Record<string, string> = {};
    for (const [i, isPart] of [(n: string) => half.has(n), (n: string) => !half.has(n)].entries()) {
      const file = `model-0000${i + 1}-of-00002.safetensors`;
      const part = new Map([...model.tensors].filter(([name]) => isPart(name)));
      for (const name of part.keys()) weightMap[name] = file;
      await write(file, safetensorsOf(part, type));
    }
    await write('model.safetensors.index.json', JSON.stringify({ metadata: {}, weight_map: weightMap }));
  }
  return folder;
}
