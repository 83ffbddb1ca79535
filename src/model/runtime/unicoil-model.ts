import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { readUniCoilConfig } from '../checkpoint/config.js';
import { findWeights } from '../checkpoint/transformer-weights.js';
import { outputName } from '../graph/splade-graph.js';
import { inputName, maskName } from '../graph/tensor-layout.js';
import { buildUniCoilGraph } from '../graph/unicoil-graph.js';
import type { Side } from '../modules/layout.js';
import type { UniCoilPlan } from '../modules/plan.js';
import { loadTokenizer } from '../tokenizer/load-tokenizer.js';
import { padTexts } from './batching.js';
import { openSession } from './onnx.js';
import type { SparseWeights } from './protocol.js';
import {
  checkTextsPerRun,
  checkVocabulary,
  commonFolder,
  type SpladeModel,
  type SpladeModelOptions,
  sessionOptions,
} from './splade-model.js';

/** A model that gives texts their weights. */
export interface TextModel extends Omit<SpladeModel, 'run'> {
  /** @param texts from 1 to `textsPerRun`; of each the ids, special tokens included, at most `maxPositions` of them */
  weigh(texts: readonly Int32Array[]): Promise<SparseWeights[]>;
}

/**
 * Loads a uniCOIL model from a folder as it is published on the Hub.
 * @throws TseriniError `NOT_FOUND`, `IO`, `MODEL`, or `USAGE` for options that it does not have
 */
export async function loadUniCoilModel(
  { folder, side }: UniCoilPlan,
  options: SpladeModelOptions,
): Promise<TextModel> {
  refuseOptions(options, folder);
  const config = await readUniCoilConfig(join(folder, 'config.json'));
  const tensors = await openCheckpoint(folder);
  const weights = findWeights(tensors, config, folder);
  const tokenizer = await loadTokenizer(folder);
  checkVocabulary(tokenizer, config.vocabularySize, folder);
  const dataFolder = commonFolder([...tensors.values()]);
  const graph = buildUniCoilGraph(config, weights, dataFolder);
  const session = await openSession(graph, folder, { dataFolder, ...sessionOptions(options) });
  return {
    tokenizer,
    maxPositions: config.maxPositions,
    pooling: undefined,
    textsPerRun: checkTextsPerRun(options),
    async weigh(texts) {
      const { shape, ids, mask: tokens } = padTexts(texts);
      const mask = tokens.map((isToken, i) => (ids[i] === config.padId ? 0 : isToken));
      const outputs = await session.run({
        [inputName]: { data: ids, shape },
        [maskName]: { data: mask, shape },
      });
      const all = outputs.get(outputName)!.data as Float32Array;
      return texts.map((text, i) => {
        const from = i * shape[1];
        return collectTokens(text, all.subarray(from, from + text.length), side, tokenizer.vocabulary);
      });
    },
    close: () => session.close(),
  };
}

/** @throws TseriniError `USAGE` */
export function refuseOptions({ dtype, pooling }: SpladeModelOptions, where: string): void {
  const [name, value] = dtype === 'int8' ? ['dtype', 'int8'] : ['pooling', pooling];
  if (value === undefined) return;
  throw new TseriniError('USAGE', `the ${name} ${value} is not for a uniCOIL model: ${where}`, { value });
}

/**
 * The weights of a text's tokens before its first `[PAD]`, without that of `[CLS]`, in double precision as in Pyserini, those
 * of 0 included.
 */
export function collectTokens(
  text: Int32Array,
  weights: Float32Array,
  side: Side,
  vocabulary: readonly (string | undefined)[],
): SparseWeights {
  const [start, end] = ['[CLS]', '[PAD]'].map((token) => vocabulary.indexOf(token));
  const last = text.indexOf(end!);
  const byId = new Map<number, number>();
  for (const [i, id] of text.subarray(0, last < 0 ? text.length : last).entries()) {
    if (id === start) continue;
    const weight = weights[i]!;
    const before = byId.get(id) ?? 0;
    byId.set(id, side === 'query' ? before + weight : Math.max(before, weight));
  }
  const ids = Int32Array.from(byId.keys()).sort();
  return { ids, weights: Float64Array.from(ids, (id) => byId.get(id)!) };
}
