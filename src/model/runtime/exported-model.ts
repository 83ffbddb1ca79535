import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { readModelConfig } from '../checkpoint/config.js';
import type { Pooling } from '../checkpoint/pooling.js';
import type { TransformerPlan } from '../modules/plan.js';
import { exportedTokenizer } from '../tokenizer/exported-tokenizer.js';
import { openSession, type Session, type TensorInput } from './onnx.js';
import { poolLogits } from './pool-logits.js';
import { type SpladeModel, type SpladeModelOptions, sessionOptions } from './splade-model.js';

/** BERT's: a graph does not say how long a sequence may be, and an export may come without a config. */
const defaultPositions = 512;
const indexOutput = 'output_idx';
const weightOutput = 'output_weights';
const logitsOutput = 'logits';

/**
 * Loads a masked-language model that was exported to ONNX. Its output is one of
 *
 * - logits, [batch, sequence, vocabulary], as Optimum exports them, which are pooled as the plan says
 * - weights, [batch, vocabulary], pooled already
 * - `output_idx` and `output_weights`, the weights that are not 0, as castorini/splade-v3-onnx has them
 * @throws TseriniError `NOT_FOUND`, `IO`, `MODEL`, or `USAGE` for options that an export cannot follow
 */
export async function loadExportedModel(
  plan: TransformerPlan,
  options: SpladeModelOptions,
): Promise<SpladeModel> {
  const { folder, lowercase } = plan;
  const path = plan.onnxFile!;
  if (options.dtype === 'int8') {
    throw new TseriniError(
      'USAGE',
      `int8 is not for an exported graph, which has its own number type: ${path}`,
    );
  }
  const tokenizer = await exportedTokenizer(folder, lowercase);
  const maxPositions = await positions(folder);
  const session = await openSession(path, path, sessionOptions(options));
  try {
    checkInterface(session, path);
    const size = tokenizer.vocabulary.length;
    const pooling = { ...plan.pooling, strategy: options.pooling ?? plan.pooling.strategy };
    // A first run shows what the outputs are.
    const { isPooled } = await run(session, tokenizer.encode('', maxPositions), size, pooling, path);
    if (isPooled && options.pooling) {
      throw new TseriniError(
        'USAGE',
        `the pooling ${options.pooling} is not for a graph that pools by itself: ${path}`,
      );
    }
    return {
      tokenizer,
      maxPositions,
      pooling: isPooled ? undefined : pooling,
      textsPerRun: 1,
      run: async ([ids]) => [(await run(session, ids!, size, pooling, path)).weights],
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
  if (outputNames.length === 1 || outputNames.includes(logitsOutput)) return;
  if ([indexOutput, weightOutput].every((name) => outputNames.includes(name))) return;
  throw new TseriniError(
    'MODEL',
    `an ONNX model needs one output, or logits, or output_idx and output_weights, not ${outputNames.join(', ')}: ${path}`,
    { value: outputNames },
  );
}

interface Output {
  readonly weights: Float32Array;
  /** Whether the graph pooled them. */
  readonly isPooled: boolean;
}

async function run(
  session: Session,
  ids: Int32Array,
  size: number,
  pooling: Pooling,
  path: string,
): Promise<Output> {
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
    return { weights: checkWeights(weights, path), isPooled: true };
  }
  const output = outputs.get(logitsOutput) ?? outputs.get(session.outputNames[0]!)!;
  const [batch, ...rest] = output.shape;
  const width = rest.at(-1) ?? 0;
  // A checkpoint may be padded to a round size.
  if (output.data instanceof Float32Array && batch === 1 && width >= size && width - size < 128) {
    if (rest.length === 1) return { weights: checkWeights(output.data, path), isPooled: true };
    if (rest.length === 2) return { weights: poolLogits(output.data, width, pooling), isPooled: false };
  }
  throw new TseriniError(
    'MODEL',
    `the model's output is of the shape [${output.shape}], neither [batch, sequence, ${size}] nor [batch, ${size}] ` +
      `of floats as its vocabulary: ${path}`,
    { value: output.shape },
  );
}

/** Pooled weights are logarithms of numbers from 1 up. */
function checkWeights(weights: Float32Array, path: string): Float32Array {
  const wrong = weights.find((weight) => !(weight >= 0));
  if (wrong === undefined) return weights;
  throw new TseriniError(
    'MODEL',
    `the model's output has the weight ${wrong}: it is neither logits nor the weights of a sparse model: ${path}`,
    { value: wrong },
  );
}

/** The longest sequence by the configuration beside a graph. */
export async function positions(folder: string): Promise<number> {
  const path = join(folder, 'config.json');
  if (!(await statOrUndefined(path))) return defaultPositions;
  try {
    return (await readModelConfig(path)).maxPositions;
  } catch {
    // Of an architecture that only ONNX Runtime knows.
  }
  const { max_position_embeddings: value } = await readJsonObject(path, 'model config');
  return typeof value === 'number' && value > 0 ? value : defaultPositions;
}
