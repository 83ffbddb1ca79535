import type { ModelConfig } from '../checkpoint/config.js';
import type { Pooling } from '../checkpoint/pooling.js';
import { rows } from '../checkpoint/tensor.js';
import type { LayerNorm, LayerWeights, TransformerWeights } from '../checkpoint/transformer-weights.js';
import { GraphBuilder } from './graph-builder.js';
import { int8Projections } from './int8-projections.js';
import type { Int8Weights } from './int8-weights.js';
import { dataType } from './onnx-proto.js';
import { floatProjections, type LayerProjections, type Projections } from './projections.js';
import { inputName, paddedBatchLayout, singleTextLayout, type TensorLayout } from './tensor-layout.js';

export const outputName = 'weights';

/**
 * The ONNX graph of a SPLADE encoder over a published checkpoint. It takes a few kilobytes, as the weights stay in
 * their files as external data.
 *
 * Input `input_ids`, int32 [sequence]: one text, with special tokens, without padding; or several texts, as
 * {@link paddedBatchLayout} has them. Output `weights`, float32 [vocabulary] or [batch, vocabulary]: log(1 + relu(x))
 * where x is the maximum of a token's logits over the sequence (the two commute, so the maximum comes first),
 * or the sum of log(1 + relu(logit)) for `sum`.
 * SPLADE: https://arxiv.org/abs/2107.05720, max pooling: https://arxiv.org/abs/2109.10086
 *
 * @param folder the folder below which all weights lie
 */
export function buildSpladeGraph(
  config: ModelConfig,
  weights: TransformerWeights,
  pooling: Pooling,
  folder: string,
  { int8, unsignedInt8 = false, padded = false }: GraphOptions = {},
): Uint8Array {
  const graph = new GraphBuilder(folder);
  const { vocabularySize, hiddenSize } = config;
  const layout = padded
    ? paddedBatchLayout(graph, vocabularySize, hiddenSize)
    : singleTextLayout(graph, vocabularySize);
  const projections = int8
    ? int8Projections(graph, int8, unsignedInt8)
    : floatProjections(graph, weights, layout);
  let hidden = embed(graph, config, weights, layout);
  for (let i = 0; i < weights.layers.length; i++) {
    hidden = transformerLayer(graph, config, layout, weights.layers[i]!, projections.layers[i]!, hidden);
  }
  const transformed = activate(graph, config, projections.headTransform(hidden));
  const features = layerNorm(graph, config, weights.headNorm, transformed);
  graph.rename(pool(graph, weights, layout, projections, pooling, features), outputName);
  return graph.build(layout.inputs, [
    { name: outputName, elemType: dataType.float32, shape: layout.outputShape },
  ]);
}

interface GraphOptions {
  /** Quantized weights that replace the float ones in every projection, for one text at a time. */
  readonly int8?: Int8Weights | undefined;
  /** Use the quantized weights as uint8, because products with int8 overflow. */
  readonly unsignedInt8?: boolean;
  /** Take several texts at a time, padded to one length. */
  readonly padded?: boolean;
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

/** @returns [tokens, hidden] */
function embed(
  graph: GraphBuilder,
  config: ModelConfig,
  weights: TransformerWeights,
  layout: TensorLayout,
): string {
  // Converted after the look-up, so that half-precision embeddings need no second copy in float32.
  const words = graph.widen(graph.node('Gather', [graph.stored(weights.words), inputName]), weights.words);
  const zero = graph.integers([0]);
  const positions = graph.node('Slice', [graph.weights(weights.positions), zero, layout.length, zero]);
  let sum = graph.node('Add', [words, positions]);
  // Pyserini passes no token types, so every position has type 0, even in the second text of a pair.
  if (weights.types) sum = graph.node('Add', [sum, graph.weights(rows(weights.types, 0, 1))]);
  return layerNorm(graph, config, weights.embeddingNorm, layout.toRows(sum));
}

function transformerLayer(
  graph: GraphBuilder,
  config: ModelConfig,
  layout: TensorLayout,
  layer: LayerWeights,
  projections: LayerProjections,
  input: string,
): string {
  const mixed = layout.attention(projections.queryKeyValue(input), config.heads);
  const attended = projections.attentionOutput(mixed);
  const middle = layerNorm(graph, config, layer.attentionNorm, graph.node('Add', [attended, input]));
  const inner = activate(graph, config, projections.intermediate(middle));
  const output = projections.output(inner);
  return layerNorm(graph, config, layer.outputNorm, graph.node('Add', [output, middle]));
}

/** @returns the output: [vocabulary] per text */
function pool(
  graph: GraphBuilder,
  weights: TransformerWeights,
  layout: TensorLayout,
  projections: Projections,
  pooling: Pooling,
  features: string,
): string {
  const one = graph.float(1);
  const saturate = (logits: string) => {
    let value = graph.node('Relu', [logits]);
    for (let i = 0; i < pooling.saturations; i++)
      value = graph.node('Log', [graph.node('Add', [value, one])]);
    return value;
  };
  if (pooling.strategy === 'sum') {
    return layout.toOutput(graph.node('Concat', projections.sums(features, saturate), { axis: 0 }));
  }
  const chunks = projections.maxima(layout.forMaximum(features));
  const maxima = layout.toOutput(graph.node('Concat', chunks, { axis: 0 }));
  // The maximum and the addition of a constant commute too, rounding included.
  return saturate(graph.node('Add', [maxima, graph.weights(weights.decoder.bias)]));
}
