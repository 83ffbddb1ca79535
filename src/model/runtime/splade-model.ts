import { dirname, join, sep } from 'node:path';
import { assertWhole } from '../../util/assert-whole.js';
import { TseriniError } from '../../util/errors.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { readModelConfig } from '../checkpoint/config.js';
import { type Pooling, type PoolingStrategy, readPooling } from '../checkpoint/pooling.js';
import type { StoredTensor } from '../checkpoint/tensor.js';
import { findWeights } from '../checkpoint/transformer-weights.js';
import { loadInt8 } from '../graph/int8-weights.js';
import { buildSpladeGraph, outputName } from '../graph/splade-graph.js';
import { inputName, maskName } from '../graph/tensor-layout.js';
import { loadTokenizer } from '../tokenizer/load-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { padTexts } from './batching.js';
import { parseDevice } from './device.js';
import type { Dtype } from './dtype.js';
import { openSession, type Session, type SessionOptions } from './onnx.js';

export interface SpladeModelOptions {
  /** Threads that share one text. Default: all physical cores. */
  readonly threads?: number;
  /** How positions become one. Default: what the model's own configuration says, else the maximum. */
  readonly pooling?: PoolingStrategy;
  /**
   * What the projections compute with. `int8` quantizes the weights when the model is loaded for the first
   * time and keeps them in the cache: about three times as fast on a processor with VNNI, at slightly other
   * weights. Default: `fp32`.
   */
  readonly dtype?: Dtype;
  /** Where to compute: `cpu`, `cuda` or `cuda:1`. Default: `cpu`. */
  readonly device?: string;
  /**
   * Texts of like length that are padded to one and computed together. A graphics card needs that to be
   * fast; a CPU does not, and a text's weights then depend on its neighbours, by rounding. Not for int8 and not
   * for exported graphs, which take one. Default: 1, on `cuda` 32.
   */
  readonly textsPerRun?: number;
}

/** What a session takes of these options. */
export function sessionOptions({ threads, device }: SpladeModelOptions): SessionOptions {
  return { ...(threads ? { threads } : {}), ...(device ? { device: parseDevice(device) } : {}) };
}

/** A masked-language model with its tokenizer, ready to turn token ids into one weight for each token. */
export interface SpladeModel {
  readonly tokenizer: Tokenizer;
  /** The longest sequence that the model takes, in tokens. */
  readonly maxPositions: number;
  /** Unknown where it is inside an exported graph. */
  readonly pooling: Pooling | undefined;
  /**
   * @param ids one text with special tokens, at most `maxPositions` of them
   * @returns log(1 + relu) of the pooled logits, by vocabulary index
   */
  run(ids: Int32Array): Promise<Float32Array>;
  /** How many texts `runBatch` takes at most. */
  readonly textsPerRun: number;
  /** As `run`, for texts that are padded to the longest of them. Absent where a run takes one text. */
  runBatch?(texts: readonly Int32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads a BERT or DistilBERT masked-language model from a folder as it is published on the Hub.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function loadSpladeModel(
  folder: string,
  options: SpladeModelOptions = {},
): Promise<SpladeModel> {
  const config = await readModelConfig(join(folder, 'config.json'));
  const tensors = await openCheckpoint(folder);
  const weights = findWeights(tensors, config, folder);
  const tokenizer = await loadTokenizer(folder);
  checkVocabulary(tokenizer, config.vocabularySize, folder);
  const textsPerRun = checkTextsPerRun(options);
  const int8 = options.dtype === 'int8' ? await loadInt8(weights) : undefined;
  const dataFolder = commonFolder([...tensors.values(), ...(int8 ? [int8.decoder[0]!.weight] : [])]);
  const published = await readPooling(folder);
  const pooling = { ...published, strategy: options.pooling ?? published.strategy };
  const padded = textsPerRun > 1;
  const graph = buildSpladeGraph(config, weights, pooling, dataFolder, { int8, padded });
  const session = await openSession(graph, folder, {
    dataFolder,
    ...sessionOptions(options),
  });
  return {
    tokenizer,
    maxPositions: config.maxPositions,
    pooling,
    textsPerRun,
    run: padded ? async (ids) => (await runPadded(session, [ids]))[0]! : (ids) => runOne(session, ids),
    ...(padded ? { runBatch: (texts: readonly Int32Array[]) => runPadded(session, texts) } : {}),
    close: () => session.close(),
  };
}

async function runOne(session: Session, ids: Int32Array): Promise<Float32Array> {
  const outputs = await session.run({ [inputName]: { data: ids, shape: [ids.length] } });
  return outputs.get(outputName)!.data as Float32Array;
}

async function runPadded(session: Session, texts: readonly Int32Array[]): Promise<Float32Array[]> {
  const { shape, ids, mask } = padTexts(texts);
  const outputs = await session.run({ [inputName]: { data: ids, shape }, [maskName]: { data: mask, shape } });
  const weights = outputs.get(outputName)!.data as Float32Array;
  const size = weights.length / texts.length;
  return texts.map((_, i) => weights.subarray(i * size, (i + 1) * size));
}

const usualTextsPerRun = { cpu: 1, cuda: 32 } as const;

function checkTextsPerRun({ textsPerRun, dtype, device = 'cpu' }: SpladeModelOptions): number {
  const usual = dtype === 'int8' ? 1 : usualTextsPerRun[parseDevice(device).name];
  const count = textsPerRun ?? usual;
  assertWhole('texts per run', count);
  if (count > 1 && dtype === 'int8') {
    throw new TseriniError(
      'USAGE',
      `int8 takes one text a run, not ${count}: its scales are those of a text`,
      {
        value: count,
      },
    );
  }
  return count;
}

/** The deepest folder that holds all files of a checkpoint: its shards may be links to anywhere. */
function commonFolder(tensors: readonly StoredTensor[]): string {
  const folders = [...new Set(tensors.map(({ file }) => dirname(file)))];
  let common = folders[0]!;
  while (!folders.every((folder) => folder === common || folder.startsWith(join(common, sep)))) {
    common = dirname(common);
  }
  return common;
}

/** A checkpoint may be padded to a round size; ids beyond its end, or a gap, mean another model's tokenizer. */
function checkVocabulary(tokenizer: Tokenizer, size: number, where: string): void {
  const tokens = tokenizer.vocabulary.length;
  if (tokens > size || size - tokens >= 128) {
    throw new TseriniError(
      'MODEL',
      `tokenizer has ${tokens} tokens, the model ${size}: they do not belong together: ${where}`,
      { value: tokens },
    );
  }
}
