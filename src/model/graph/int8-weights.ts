import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../util/files/cache-folder.js';
import { readTensor } from '../checkpoint/read-tensor.js';
import { readSafetensors } from '../checkpoint/safetensors.js';
import { rows, type StoredTensor, type StoredTensors } from '../checkpoint/tensor.js';
import type { Linear, TransformerWeights } from '../checkpoint/transformer-weights.js';
import { type TensorToWrite, writeSafetensors } from '../checkpoint/write-safetensors.js';
import { quantizeRows } from './int8-quantize.js';
import { vocabularyChunks } from './projections.js';

/** Must change when files of older versions are no longer usable. */
const version = 1;

export interface Int8Linear {
  /** int8 [in, out]: the transpose of the published matrix, as ONNX Runtime's int8 products need it. */
  readonly weight: StoredTensor;
  /** float32 [out], above 0 */
  readonly scale: StoredTensor;
  /** float32 [out]; zeros where the model has none */
  readonly bias: StoredTensor;
}

export interface Int8LayerWeights {
  /** Side by side: [hidden, 3 × hidden] */
  readonly queryKeyValue: Int8Linear;
  readonly attentionOutput: Int8Linear;
  /** Side by side where it is gated: [hidden, 2 × inner] */
  readonly intermediate: Int8Linear;
  readonly output: Int8Linear;
}

export interface Int8Weights {
  readonly layers: readonly Int8LayerWeights[];
  readonly headTransform: Int8Linear;
  /** One per chunk of the vocabulary. */
  readonly decoder: readonly Int8Linear[];
}

type Parts = readonly Linear[];

/**
 * The model's projections in int8, from the cache, or quantized and cached on first use: symmetric, with one scale
 * per output channel.
 * @throws TseriniError `IO` or `MODEL`
 */
export async function loadInt8(weights: TransformerWeights): Promise<Int8Weights> {
  const plan = planOf(weights);
  const path = join(cacheFolder(), 'int8', `${await keyOf(plan)}.safetensors`);
  let tensors = await readSafetensors(path).catch(() => undefined);
  if (!tensors) {
    await writeSafetensors(path, quantized(plan));
    tensors = await readSafetensors(path);
  }
  const found = tensors;
  const unique = [...new Set(weights.layers)];
  return {
    layers: weights.layers
      .map((layer) => unique.indexOf(layer))
      .map((i) => ({
        queryKeyValue: linear(found, `${i}.queryKeyValue`),
        attentionOutput: linear(found, `${i}.attentionOutput`),
        intermediate: linear(found, `${i}.intermediate`),
        output: linear(found, `${i}.output`),
      })),
    headTransform: linear(found, 'headTransform'),
    decoder: vocabularyChunks(weights.decoder.weight.shape[0]!).map((_, i) => linear(found, `decoder.${i}`)),
  };
}

/** The layers of each quantized product, by its name in the file. */
function planOf(weights: TransformerWeights): ReadonlyMap<string, Parts> {
  const plan = new Map<string, Parts>();
  for (const [i, layer] of [...new Set(weights.layers)].entries()) {
    plan.set(`${i}.queryKeyValue`, [layer.query, layer.key, layer.value]);
    plan.set(`${i}.attentionOutput`, [layer.attentionOutput]);
    plan.set(`${i}.intermediate`, layer.intermediate);
    plan.set(`${i}.output`, [layer.output]);
  }
  plan.set('headTransform', [weights.headTransform]);
  const { weight, bias } = weights.decoder;
  for (const [i, [start, end]] of vocabularyChunks(weight.shape[0]!).entries()) {
    const part = { weight: rows(weight, start, end), ...(bias ? { bias: rows(bias, start, end) } : {}) };
    plan.set(`decoder.${i}`, [part]);
  }
  return plan;
}

/** A hash of the files' names, sizes and times, which is much faster than one of their contents. */
async function keyOf(plan: ReadonlyMap<string, Parts>): Promise<string> {
  const hash = createHash('sha256').update(`${version}\n`);
  const files = new Set([...plan.values()].flatMap((parts) => parts.map(({ weight }) => weight.file)));
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  for (const [name, parts] of plan) {
    for (const { weight } of parts) hash.update(`${name} ${weight.offset} ${weight.shape}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** In the order in which they are written. Each is computed right before it is written. */
function* quantized(plan: ReadonlyMap<string, Parts>): Generator<TensorToWrite> {
  for (const [name, parts] of plan) {
    const outputs = parts.reduce((sum, part) => sum + part.weight.shape[0]!, 0);
    const inputs = parts[0]!.weight.shape[1]!;
    let scale: Float32Array = new Float32Array();
    const weight = async () => {
      const matrices = await Promise.all(parts.map((part) => readTensor(part.weight)));
      const result = quantizeRows(matrices, inputs);
      scale = result.scale;
      return result.weight;
    };
    const biasOf = ({ weight, bias }: Linear) =>
      bias ? readTensor(bias) : new Float32Array(weight.shape[0]!);
    const bias = async () => concat(await Promise.all(parts.map(biasOf)));
    yield { name: `${name}.weight`, type: 'I8', shape: [inputs, outputs], read: weight };
    yield { name: `${name}.scale`, type: 'F32', shape: [outputs], read: async () => scale };
    yield { name: `${name}.bias`, type: 'F32', shape: [outputs], read: bias };
  }
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}

function linear(tensors: StoredTensors, name: string): Int8Linear {
  const part = (suffix: string) => tensors.get(`${name}.${suffix}`)!;
  return { weight: part('weight'), scale: part('scale'), bias: part('bias') };
}
