import { dirname, join, sep } from 'node:path';
import { assertWhole } from '../../util/assert-whole.js';
import { TseriniError } from '../../util/errors.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { readModelConfig } from '../checkpoint/config.js';
import type { Pooling, PoolingStrategy } from '../checkpoint/pooling.js';
import type { StoredTensor } from '../checkpoint/tensor.js';
import { findWeights } from '../checkpoint/transformer-weights.js';
import { loadInt8 } from '../graph/int8-weights.js';
import { buildSpladeGraph, outputName } from '../graph/splade-graph.js';
import { inputName, maskName } from '../graph/tensor-layout.js';
import type { TransformerPlan } from '../modules/plan.js';
import { loadTokenizer } from '../tokenizer/load-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { padTexts } from './batching.js';
import { parseDevice } from './device.js';
import type { Dtype } from './dtype.js';
import { int8ProductsOverflow } from './int8-overflow.js';
import { openSession, type Session, type SessionOptions } from './onnx.js';

export interface SpladeModelOptions {
  /** Threads that share one text. Default: all physical cores. */
  readonly threads?: number | undefined;
  /** How the logits at all positions become one weight. Default: as the model's own configuration says, else `max`. */
  readonly pooling?: PoolingStrategy | undefined;
  /**
   * What the projections compute with. `int8` quantizes the weights when the model is loaded for the first
   * time and stores them in the cache: about three times as fast on a processor with VNNI, with slightly different
   * weights. Default: `fp32`.
   */
  readonly dtype?: Dtype | undefined;
  /** Where to compute: `cpu`, `cuda` or `cuda:1`. Default: `cpu`. */
  readonly device?: string | undefined;
  /**
   * Texts of similar length that are padded to the longest and computed together. A graphics card needs that to be
   * fast; a CPU does not, and a text's weights then depend on its neighbors, by rounding. int8 and exported graphs
   * take one. Default: 1, on `cuda` 32.
   */
  readonly textsPerRun?: number | undefined;
}

/** The part of these options that a session takes. */
export function sessionOptions({ threads, device = 'cpu' }: SpladeModelOptions): SessionOptions {
  return { threads, device: parseDevice(device) };
}

/** A masked-language model with its tokenizer, ready to turn token ids into one weight for each token. */
export interface SpladeModel {
  readonly tokenizer: Tokenizer;
  /** The longest sequence that the model takes, in tokens. */
  readonly maxPositions: number;
  /** Unknown of an exported graph, which contains it. */
  readonly pooling: Pooling | undefined;
  /** How many texts a run takes at most. */
  readonly textsPerRun: number;
  /**
   * @param texts from 1 to `textsPerRun`; of each the ids, special tokens included, at most `maxPositions` of them
   * @returns for each text log(1 + relu) of the pooled logits, by vocabulary index
   */
  run(texts: readonly Int32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads a masked-language model from a folder as it is published on the Hub.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function loadSpladeModel(
  { folder, pooling: published, lowercase }: TransformerPlan,
  options: SpladeModelOptions = {},
): Promise<SpladeModel> {
  const config = await readModelConfig(join(folder, 'config.json'));
  const tensors = await openCheckpoint(folder);
  const weights = findWeights(tensors, config, folder);
  const tokenizer = await loadTokenizer(folder, { lowercase });
  checkVocabulary(tokenizer, config.vocabularySize, folder);
  const textsPerRun = checkTextsPerRun(options);
  const int8 = options.dtype === 'int8' ? await loadInt8(weights) : undefined;
  const dataFolder = commonFolder([...tensors.values(), ...(int8 ? [int8.decoder[0]!.weight] : [])]);
  const pooling = { ...published, strategy: options.pooling ?? published.strategy };
  const padded = textsPerRun > 1;
  const unsignedInt8 = int8 !== undefined && (await int8ProductsOverflow());
  const graph = buildSpladeGraph(config, weights, pooling, dataFolder, { int8, unsignedInt8, padded });
  const session = await openSession(graph, folder, { dataFolder, ...sessionOptions(options) });
  return {
    tokenizer,
    maxPositions: config.maxPositions,
    pooling,
    textsPerRun,
    run: (texts) => (padded ? runPadded(session, texts) : runOne(session, texts[0]!)),
    close: () => session.close(),
  };
}

async function runOne(session: Session, ids: Int32Array): Promise<Float32Array[]> {
  const outputs = await session.run({ [inputName]: { data: ids, shape: [ids.length] } });
  return [outputs.get(outputName)!.data as Float32Array];
}

async function runPadded(session: Session, texts: readonly Int32Array[]): Promise<Float32Array[]> {
  const { shape, ids, mask } = padTexts(texts);
  const outputs = await session.run({ [inputName]: { data: ids, shape }, [maskName]: { data: mask, shape } });
  const weights = outputs.get(outputName)!.data as Float32Array;
  const size = weights.length / texts.length;
  return texts.map((_, i) => weights.subarray(i * size, (i + 1) * size));
}

const defaultTextsPerRun = { cpu: 1, cuda: 32 } as const;

export function checkTextsPerRun({ textsPerRun, dtype, device = 'cpu' }: SpladeModelOptions): number {
  const count = textsPerRun ?? (dtype === 'int8' ? 1 : defaultTextsPerRun[parseDevice(device).name]);
  assertWhole('texts per run', count);
  if (count > 1 && dtype === 'int8') {
    throw new TseriniError(
      'USAGE',
      `int8 takes one text per run, not ${count}: its activations are scaled for each text`,
      {
        value: count,
      },
    );
  }
  return count;
}

/** The deepest folder that contains all files of a checkpoint: its shards may be links to anywhere. */
export function commonFolder(tensors: readonly StoredTensor[]): string {
  const folders = [...new Set(tensors.map(({ file }) => dirname(file)))];
  let common = folders[0]!;
  while (!folders.every((folder) => folder === common || folder.startsWith(join(common, sep)))) {
    common = dirname(common);
  }
  return common;
}

/** A checkpoint may be padded to a round size; ids beyond its end, or a large gap, mean another model's tokenizer. */
export function checkVocabulary(tokenizer: Tokenizer, size: number, where: string): void {
  const tokens = tokenizer.vocabulary.length;
  if (tokens > size || size - tokens >= 128) {
    throw new TseriniError(
      'MODEL',
      `the tokenizer has ${tokens} tokens, the model ${size}: they do not belong together: ${where}`,
      { value: tokens },
    );
  }
}
