import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError, TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { readTensor } from '../checkpoint/read-tensor.js';
import { readSafetensors } from '../checkpoint/safetensors.js';
import { readTorchCheckpoint } from '../checkpoint/torch-checkpoint.js';
import { staticWeights } from '../modules/model-files.js';
import type { StaticPlan } from '../modules/plan.js';
import { loadTokenizer } from '../tokenizer/load-tokenizer.js';
import type { Tokenizer, TokenizerInput } from '../tokenizer/tokenizer.js';
import type { ModelClient } from './client.js';
import type { SparseOutput } from './protocol.js';

/**
 * Opens sentence-transformers' SparseStaticEmbedding: a text's weights are those of the tokens in it, however often,
 * without special tokens around them. It computes on the calling thread, within microseconds.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` if weights and tokenizer do not belong together
 */
export async function openStaticModel({ folder }: StaticPlan): Promise<ModelClient> {
  const tokenizer = await loadTokenizer(folder);
  const weights = await readWeights(folder, tokenizer);
  const { vocabulary } = tokenizer;
  if (vocabulary.length > weights.length) {
    throw unusable(
      folder,
      `the tokenizer has ${vocabulary.length} tokens and there are ${weights.length} weights`,
    );
  }
  const wrong = weights.findIndex((weight) => !Number.isFinite(weight));
  if (wrong >= 0)
    throw unusable(folder, `the weight of token ${vocabulary[wrong] ?? wrong} is ${weights[wrong]}`);
  return {
    vocabulary,
    tokenize: tokenizer.tokenize,
    maxPositions: Number.POSITIVE_INFINITY,
    pooling: undefined,
    processes: 1,
    textsPerCall: 1,
    encode: async (inputs, maxLength) =>
      inputs.map((input) => lookUp(idsOf(tokenizer, input), maxLength, weights)),
    close: async () => {},
  };
}

function idsOf(tokenizer: Tokenizer, input: TokenizerInput): readonly number[] {
  return typeof input === 'string' ? tokenizer.ids(input) : input.flatMap((text) => tokenizer.ids(text));
}

function lookUp(all: readonly number[], maxLength: number, weights: Float32Array): SparseOutput {
  const ids = Int32Array.from(new Set(all.slice(0, maxLength)))
    .filter((id) => weights[id] !== 0)
    .sort();
  return { ids, weights: Float32Array.from(ids, (id) => weights[id]!), truncated: all.length > maxLength };
}

/** The weights by token id. */
async function readWeights(folder: string, tokenizer: Tokenizer): Promise<Float32Array> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw fileError(error, 'model folder', folder);
  }
  const config = names.includes('config.json')
    ? await readJsonObject(join(folder, 'config.json'), 'config')
    : {};
  // A config may name its file by the path on the machine where it was saved: only the file's name counts.
  const candidates = typeof config.path === 'string' ? [basename(config.path)] : staticWeights;
  const name = candidates.find((candidate) => names.includes(candidate));
  if (name === undefined) {
    throw new TseriniError('NOT_FOUND', `no weights in ${folder} (looked for ${candidates.join(', ')})`, {
      value: folder,
    });
  }
  const path = join(folder, name);
  if (name.endsWith('.json'))
    return weightsByToken(await readJsonObject(path, 'weights of the tokens'), tokenizer, path);
  const tensors = await (name === 'model.safetensors' ? readSafetensors(path) : readTorchCheckpoint(path));
  const tensor = tensors.get('weight');
  if (tensor?.shape.length !== 1 || tensor.type === 'I8')
    throw unusable(path, 'it has no vector of floats named weight');
  return readTensor(tensor);
}

function weightsByToken(json: object, tokenizer: Tokenizer, path: string): Float32Array {
  const ids = new Map(tokenizer.vocabulary.map((token, id) => [token, id]));
  const weights = new Float32Array(tokenizer.vocabulary.length);
  for (const [token, weight] of Object.entries(json)) {
    const id = ids.get(token);
    if (id === undefined || typeof weight !== 'number') {
      throw unusable(path, `${JSON.stringify(token)}: ${weight} is not a weight of a token of the tokenizer`);
    }
    weights[id] = weight;
  }
  return weights;
}

function unusable(where: string, why: string): TseriniError {
  return new TseriniError('MODEL', `weights of tokens cannot be used: ${where}: ${why}`, { value: where });
}
