import type { BodyConfig, ModelConfig } from '../checkpoint/config.js';
import type { Pooling } from '../checkpoint/pooling.js';
import { rows } from '../checkpoint/tensor.js';
import type {
  BodyWeights,
  LayerNorm,
  LayerWeights,
  TransformerWeights,
} from '../checkpoint/transformer-weights.js';
import type { Activation } from '../family/config-values.js';
import { GraphBuilder } from './graph-builder.js';
import { int8Projections } from './int8-projections.js';
import type { Int8Weights } from './int8-weights.js';
import { dataType } from './onnx-proto.js';
import { attentionExtras, positionEmbeddings } from './positions.js';
import {
  floatProjections,
  type LayerProjections,
  linearProjection,
  type Projections,
} from './projections.js';
import {
  type AttentionExtras,
  inputName,
  paddedBatchLayout,
  singleTextLayout,
  type TensorLayout,
} from './tensor-layout.js';

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
  const layout = padded
    ? paddedBatchLayout(graph, config.vocabularySize)
    : singleTextLayout(graph, config.vocabularySize);
  const intermediates = weights.layers.map(({ intermediate }) => intermediate.length);
  const projections = int8
    ? int8Projections(graph, int8, intermediates, unsignedInt8)
    : floatProjections(graph, weights, layout);
  const hidden = encoderBody(graph, config, weights, layout, projections.layers);
  const { activation, headActivation = activation } = config;
  const transformed = activate(graph, headActivation, projections.headTransform(hidden));
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

/** A transformer without its head. @returns [tokens, hidden] */
export function encoderBody(
  graph: GraphBuilder,
  config: BodyConfig,
  weights: BodyWeights,
  layout: TensorLayout,
  projections: readonly LayerProjections[],
): string {
  let hidden = embed(graph, config, weights, layout);
  const extras = attentionExtras(graph, config, weights, layout);
  for (const [i, layer] of weights.layers.entries()) {
    hidden = transformerLayer(graph, config, layout, layer, projections[i]!, hidden, extras(i));
  }
  return weights.finalNorm ? layerNorm(graph, config, weights.finalNorm, hidden) : hidden;
}

function layerNorm(
  graph: GraphBuilder,
  config: BodyConfig,
  { scale, shift }: LayerNorm,
  input: string,
): string {
  const operands = [scale, ...(shift ? [shift] : [])].map((tensor) => graph.weights(tensor));
  return graph.node('LayerNormalization', [input, ...operands], {
    axis: -1,
    epsilon: config.layerNormEpsilon,
  });
}

function activate(graph: GraphBuilder, activation: Activation, input: string): string {
  if (activation === 'relu') return graph.node('Relu', [input]);
  if (activation === 'silu') return graph.node('Mul', [input, graph.node('Sigmoid', [input])]);
  return graph.node('Gelu', [input], { approximate: activation === 'gelu_new' ? 'tanh' : 'none' });
}

/** @returns [tokens, hidden] */
function embed(graph: GraphBuilder, config: BodyConfig, weights: BodyWeights, layout: TensorLayout): string {
  // Converted after the look-up, so that half-precision embeddings need no second copy in float32.
  let sum = graph.widen(graph.node('Gather', [graph.stored(weights.words), inputName]), weights.words);
  if (weights.positions) {
    sum = graph.node('Add', [sum, positionEmbeddings(graph, config, weights.positions, layout)]);
  }
  // Pyserini passes no token types, so every position has type 0, even in the second text of a pair.
  if (weights.types) sum = graph.node('Add', [sum, graph.weights(rows(weights.types, 0, 1))]);
  const embedded = layerNorm(graph, config, weights.embeddingNorm, layout.toRows(sum));
  return weights.projection ? linearProjection(graph, weights.projection)(embedded) : embedded;
}

function transformerLayer(
  graph: GraphBuilder,
  config: BodyConfig,
  layout: TensorLayout,
  layer: LayerWeights,
  projections: LayerProjections,
  input: string,
  extras: AttentionExtras,
): string {
  const norm = (weights: LayerNorm | undefined, value: string) =>
    weights ? layerNorm(graph, config, weights, value) : value;
  const attend = (value: string) =>
    projections.attentionOutput(layout.attention(projections.queryKeyValue(value), config.heads, extras));
  const transform = (value: string) => {
    const [inner, factor] = projections.intermediate(value);
    const active = activate(graph, config.activation, inner!);
    return projections.output(factor ? graph.node('Mul', [active, factor]) : active);
  };
  if (config.normFirst) {
    const middle = graph.node('Add', [attend(norm(layer.attentionNorm, input)), input]);
    return graph.node('Add', [transform(norm(layer.outputNorm, middle)), middle]);
  }
  const middle = norm(layer.attentionNorm, graph.node('Add', [attend(input), input]));
  return norm(layer.outputNorm, graph.node('Add', [transform(middle), middle]));
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
  const { bias } = weights.decoder;
  return saturate(bias ? graph.node('Add', [maxima, graph.weights(bias)]) : maxima);
}
