import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError, TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { bertTokenizerDefinition } from '../tokenizer/bert-vocabulary.js';
import { loadTokenizer } from '../tokenizer/load-tokenizer.js';
import { createTokenizer, type Tokenizer } from '../tokenizer/tokenizer.js';
import { openSession, type Session, type TensorInput } from './onnx.js';
import { type SpladeModel, type SpladeModelOptions, sessionOptions } from './splade-model.js';

/** BERT's: a graph does not say how long a sequence may be, and an export may come without a config. */
const defaultPositions = 512;
const indexOutput = 'output_idx';
const weightOutput = 'output_weights';

/**
 * Loads a SPLADE model that was exported to ONNX with its pooling. Its outputs are the weights as a
 * [batch, vocabulary] matrix, or `output_idx` and `output_weights` for those that are not 0, as
 * castorini/splade-v3-onnx has them. Its tokenizer is in the same folder.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function loadExportedModel(path: string, options: SpladeModelOptions): Promise<SpladeModel> {
  const folder = dirname(path);
  const tokenizer = await exportedTokenizer(folder);
  const maxPositions = await positions(folder);
  const session = await openSession(path, path, sessionOptions(options));
  try {
    checkInterface(session, path);
    const size = tokenizer.vocabulary.length;
    return {
      tokenizer,
      maxPositions,
      pooling: undefined,
      textsPerRun: 1,
      run: async ([ids]) => [await run(session, ids!, size, path)],
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function checkInterface({ inputNames, outputNames }: Session, path: string): void {
  const known = ['input_ids', 'attention_mask', 'token_type_ids'];
  const unknown = inputNames.find((name) => !known.includes(name));
  if (unknown !== undefined || !inputNames.includes('input_ids')) {
    throw new TseriniError(
      'MODEL',
      `an ONNX model needs the input input_ids and may have attention_mask and token_type_ids, not ${unknown}: ${path}`,
      { value: unknown },
    );
  }
  if (outputNames.length === 1 || [indexOutput, weightOutput].every((name) => outputNames.includes(name)))
    return;
  throw new TseriniError(
    'MODEL',
    `an ONNX model needs one output, [batch, vocabulary], or output_idx and output_weights, not ${outputNames.join(', ')}: ${path}`,
    { value: outputNames },
  );
}

async function run(session: Session, ids: Int32Array, size: number, path: string): Promise<Float32Array> {
  const shape = [1, ids.length];
  const inputs: Record<string, TensorInput> = {};
  for (const name of session.inputNames) {
    const data = new BigInt64Array(ids.length);
    if (name === 'input_ids') for (const [i, id] of ids.entries()) data[i] = BigInt(id);
    if (name === 'attention_mask') data.fill(1n);
    inputs[name] = { data, shape };
  }
  const outputs = await session.run(inputs);
  const [indices, values] = [outputs.get(indexOutput), outputs.get(weightOutput)];
  if (indices && values) {
    const weights = new Float32Array(size);
    for (const [i, id] of indices.data.entries()) weights[Number(id)] = Number(values.data[i]);
    return weights;
  }
  const matrix = outputs.get(session.outputNames[0]!)!;
  if (!(matrix.data instanceof Float32Array) || matrix.shape.length !== 2 || matrix.data.length < size) {
    throw new TseriniError(
      'MODEL',
      `the model's output has the shape [${matrix.shape}], not [batch, ${size}] as its vocabulary: ${path}`,
      { value: matrix.shape },
    );
  }
  return matrix.data;
}

async function positions(folder: string): Promise<number> {
  const path = join(folder, 'config.json');
  if (!(await statOrUndefined(path))) return defaultPositions;
  const { max_position_embeddings: value } = await readJsonObject(path, 'model config');
  return typeof value === 'number' && value > 0 ? value : defaultPositions;
}

/** castorini's exports call the vocabulary `splade-v3-vocab.txt`. */
async function exportedTokenizer(folder: string): Promise<Tokenizer> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw fileError(error, 'model folder', folder);
  }
  const named = names.filter((name) => name.endsWith('vocab.txt'));
  if (names.includes('tokenizer.json') || named.length !== 1 || named[0] === 'vocab.txt')
    return loadTokenizer(folder);
  const vocabulary = await readFile(join(folder, named[0]!), 'utf8');
  return createTokenizer(bertTokenizerDefinition(vocabulary, {}), {}, folder);
}
