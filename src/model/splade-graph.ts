import type { ModelConfig } from './config.js';
import { GraphBuilder } from './graph-builder.js';
import { dataType } from './onnx-proto.js';
import type { Pooling } from './pooling.js';
import { rows } from './tensor.js';
import type { LayerNorm, LayerWeights, Linear, TransformerWeights } from './transformer-weights.js';

/**
 * Rows of the vocabulary projected at a time. A chunk's logits, [2048, sequence], stay in the cache until
 * their maximum is taken; the full [30522, sequence] would go through memory, at twice the time.
 */
const vocabularyChunk = 2048;

export const inputName = 'input_ids';
export const outputName = 'weights';

/**
 * The ONNX graph of a SPLADE encoder over a published checkpoint, a few kilobytes: the weights stay in
 * their files as external data.
 *
 * Input `input_ids`, int32 [sequence]: one text, with special tokens, without padding. Output `weights`,
 * float32 [vocabulary]: log(1 + relu(x)) where x is the maximum of a token's logits over the sequence
 * (the two commute, so the maximum comes first), or the sum of log(1 + relu(logit)) for `sum`.
 * SPLADE: https://arxiv.org/abs/2107.05720, max pooling: https://arxiv.org/abs/2109.10086
 *
 * @param folder the folder below which all weights lie
 */
export function buildSpladeGraph(
  config: ModelConfig,
  weights: TransformerWeights,
  pooling: Pooling,
  folder: string,
): Uint8Array {
  const graph = new GraphBuilder(folder);
  let hidden = embed(graph, config, weights);
  for (const layer of weights.layers) hidden = transformerLayer(graph, config, layer, hidden);
  graph.rename(head(graph, config, weights, pooling, hidden), outputName);
  return graph.build(
    [{ name: inputName, elemType: dataType.int32, shape: ['sequence'] }],
    [{ name: outputName, elemType: dataType.float32, shape: [config.vocabularySize] }],
  );
}

function linear(graph: GraphBuilder, { weight, bias }: Linear, input: string): string {
  return graph.node('Gemm', [input, graph.weights(weight), graph.weights(bias)], { transB: 1 });
}

function layerNorm(graph: GraphBuilder, config: ModelConfig, norm: LayerNorm, input: string): string {
  return graph.node('LayerNormalization', [input, graph.weights(norm.scale), graph.weights(norm.shift)], {
    axis: -1,
    epsilon: config.layerNormEpsilon,
  });
}

function activate(graph: GraphBuilder, { activation }: ModelConfig, input: string): string {
  if (activation === 'relu') return graph.node('Relu', [input]);
  return graph.node('Gelu', [input], { approximate: activation === 'gelu_new' ? 'tanh' : 'none' });
}

/** @returns [sequence, hidden] */
function embed(graph: GraphBuilder, config: ModelConfig, weights: TransformerWeights): string {
  // Looked up as they are stored: half-precision embeddings need no second, wide copy for a few rows.
  const words = graph.widen(graph.node('Gather', [graph.stored(weights.words), inputName]), weights.words);
  const length = graph.node('Shape', [inputName]);
  const zero = graph.integers([0]);
  const positions = graph.node('Slice', [graph.weights(weights.positions), zero, length, zero]);
  let sum = graph.node('Add', [words, positions]);
  // Pyserini sends no token types, so that every position has type 0, a pair's second text too.
  if (weights.types) sum = graph.node('Add', [sum, graph.weights(rows(weights.types, 0, 1))]);
  return layerNorm(graph, config, weights.embeddingNorm, sum);
}

function transformerLayer(graph: GraphBuilder, config: ModelConfig, layer: LayerWeights, input: string) {
  const attended = linear(graph, layer.attentionOutput, attention(graph, config, layer, input));
  const middle = layerNorm(graph, config, layer.attentionNorm, graph.node('Add', [attended, input]));
  const inner = activate(graph, config, linear(graph, layer.intermediate, middle));
  const output = linear(graph, layer.output, inner);
  return layerNorm(graph, config, layer.outputNorm, graph.node('Add', [output, middle]));
}

function attention(graph: GraphBuilder, config: ModelConfig, layer: LayerWeights, input: string): string {
  const first = graph.integers([0]);
  const batched = ([layer.query, layer.key, layer.value] as const).map((part) =>
    graph.node('Unsqueeze', [linear(graph, part, input), first]),
  );
  const attended = graph.contrib('MultiHeadAttention', batched, { num_heads: config.heads });
  return graph.node('Squeeze', [attended, first]);
}

/** @returns [vocabulary] */
function head(
  graph: GraphBuilder,
  config: ModelConfig,
  weights: TransformerWeights,
  pooling: Pooling,
  hidden: string,
): string {
  const transformed = activate(graph, config, linear(graph, weights.headTransform, hidden));
  const features = layerNorm(graph, config, weights.headNorm, transformed);
  const lastAxis = graph.integers([-1]);
  const one = graph.float(1);
  const saturate = (logits: string) => {
    let value = graph.node('Relu', [logits]);
    for (let i = 0; i < pooling.saturations; i++)
      value = graph.node('Log', [graph.node('Add', [value, one])]);
    return value;
  };

  const chunks: string[] = [];
  for (let start = 0; start < config.vocabularySize; start += vocabularyChunk) {
    const end = Math.min(start + vocabularyChunk, config.vocabularySize);
    const decoder = graph.weights(rows(weights.decoder.weight, start, end));
    if (pooling.strategy === 'max') {
      const logits = graph.node('Gemm', [decoder, features], { transB: 1 });
      chunks.push(graph.node('ReduceMax', [logits, lastAxis], { keepdims: 0 }));
    } else {
      const bias = graph.node('Unsqueeze', [graph.weights(rows(weights.decoder.bias, start, end)), lastAxis]);
      const logits = graph.node('Gemm', [decoder, features, bias], { transB: 1 });
      chunks.push(graph.node('ReduceSum', [saturate(logits), lastAxis], { keepdims: 0 }));
    }
  }
  const pooled = graph.node('Concat', chunks, { axis: 0 });
  // The maximum and the addition of a constant commute too, rounding included.
  return pooling.strategy === 'max'
    ? saturate(graph.node('Add', [pooled, graph.weights(weights.decoder.bias)]))
    : pooled;
}
