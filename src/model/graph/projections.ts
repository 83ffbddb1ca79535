import { rows } from '../checkpoint/tensor.js';
import type { LayerWeights, Linear, TransformerWeights } from '../checkpoint/transformer-weights.js';
import type { GraphBuilder } from './graph-builder.js';
import type { TensorLayout } from './tensor-layout.js';

/** A linear layer: maps the name of its input to the name of its output. */
type Projection = (input: string) => string;

export interface LayerProjections {
  queryKeyValue(input: string): string[];
  readonly attentionOutput: Projection;
  /** @returns its output, and where it is gated the factor too */
  intermediate(input: string): string[];
  readonly output: Projection;
}

/** All matrix products of a masked-language model with its weights, for any type of numbers. */
export interface Projections {
  readonly layers: readonly LayerProjections[];
  readonly headTransform: Projection;
  /** @returns for each chunk of the vocabulary the maximum of its logits over the sequence, without bias */
  maxima(features: string): string[];
  /** @returns for each chunk the sum over the sequence of `saturate` of its logits, with bias */
  sums(features: string, saturate: Projection): string[];
}

/**
 * Rows of the vocabulary projected at a time. A chunk's logits, [2048, sequence], stay in the processor's cache until
 * their maximum is taken; the full [30522, sequence] would pass through memory, which takes twice the time.
 */
const vocabularyChunk = 2048;

/** The start and the end of each chunk of the vocabulary. */
export function vocabularyChunks(size: number): [number, number][] {
  return Array.from({ length: Math.ceil(size / vocabularyChunk) }, (_, i) => [
    i * vocabularyChunk,
    Math.min((i + 1) * vocabularyChunk, size),
  ]);
}

/** A product with the weights in their published layout, [out, in], in float32. */
export function linearProjection(graph: GraphBuilder, { weight, bias }: Linear): Projection {
  const operands = [weight, ...(bias ? [bias] : [])].map((tensor) => graph.weights(tensor));
  return (input) => graph.node('Gemm', [input, ...operands], { transB: 1 });
}

/** A layer's products in float32. */
export function floatLayer(
  graph: GraphBuilder,
  { query, key, value, ...rest }: LayerWeights,
): LayerProjections {
  const linear = (part: Linear): Projection => linearProjection(graph, part);
  return {
    queryKeyValue: (input) => [query, key, value].map((part) => linear(part)(input)),
    attentionOutput: linear(rest.attentionOutput),
    intermediate: (input) => rest.intermediate.map((part) => linear(part)(input)),
    output: linear(rest.output),
  };
}

/** Products in float32 with the weights in their published files and layout, [out, in]. */
export function floatProjections(
  graph: GraphBuilder,
  weights: TransformerWeights,
  layout: TensorLayout,
): Projections {
  const { weight, bias } = weights.decoder;
  const chunks = vocabularyChunks(weight.shape[0]!);
  const lastAxis = graph.integers([-1]);
  // W·Xᵀ and the maximum along the rows is the fastest layout, and uses W as it is published.
  return {
    layers: weights.layers.map((layer) => floatLayer(graph, layer)),
    headTransform: linearProjection(graph, weights.headTransform),
    maxima: (features) =>
      chunks.map(([start, end]) => {
        const logits = graph.node('Gemm', [graph.weights(rows(weight, start, end)), features], { transB: 1 });
        return layout.maximum(logits);
      }),
    sums: (features, saturate) =>
      chunks.map(([start, end]) => {
        const column = bias
          ? [graph.node('Unsqueeze', [graph.weights(rows(bias, start, end)), lastAxis])]
          : [];
        const logits = graph.node('Gemm', [graph.weights(rows(weight, start, end)), features, ...column], {
          transB: 1,
        });
        return layout.sum(saturate(logits));
      }),
  };
}
