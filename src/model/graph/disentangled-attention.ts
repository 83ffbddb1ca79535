import type { BodyConfig } from '../checkpoint/config.js';
import type { BodyWeights } from '../checkpoint/transformer-weights.js';
import { logBuckets } from './distance-buckets.js';
import { distances } from './distances.js';
import type { GraphBuilder } from './graph-builder.js';
import { linearProjection } from './projections.js';
import type { AttentionExtras, TensorLayout } from './tensor-layout.js';

/**
 * DeBERTa's attention: the scores are those of contents, of a content for the distance to another, and of the distance
 * from a content, by one scale.
 */
export function disentangledAttention(
  graph: GraphBuilder,
  config: BodyConfig,
  weights: BodyWeights,
  layout: TensorLayout,
): (layer: number) => AttentionExtras {
  const { heads, hiddenSize, maxPositions: size } = config;
  const { span, farthest, bucketed } = config.distances!;
  const width = hiddenSize / heads;
  const scale = 1 / Math.sqrt(3 * width);

  const byDistance = bucketed
    ? logBuckets(size, span, farthest)
    : Array.from({ length: 2 * size - 1 }, (_, i) => i - (size - 1));
  const indices = byDistance.map((bucket) => Math.min(Math.max(bucket + span, 0), 2 * span - 1));
  const offset = graph.node('Add', [distances(graph, layout), graph.integers([size - 1])]);
  // The distance from a key to a query; the other ones are from a query to a key.
  const index = graph.node('Gather', [graph.integers(indices), graph.node('Transpose', [offset])]);

  let embeddings = graph.weights(weights.distances!);
  if (weights.distanceNorm) {
    const { scale: factor, shift } = weights.distanceNorm;
    const operands = [factor, ...(shift ? [shift] : [])].map((tensor) => graph.weights(tensor));
    const attributes = { axis: -1, epsilon: config.layerNormEpsilon };
    embeddings = graph.node('LayerNormalization', [embeddings, ...operands], attributes);
  }
  const headShape = graph.integers([0, 0, heads, width]);
  const rowShape = graph.integers([1, 2 * span, heads, width]);
  const rows = (value: string, shape: string) => graph.node('Reshape', [value, shape]);
  // Transposed to [batch, heads, tokens, width], or [batch, heads, width, tokens].
  const asRows = (value: string) => graph.transpose(value, [0, 2, 1, 3]);
  const asColumns = (value: string) => graph.transpose(value, [0, 2, 3, 1]);

  return (layer) => {
    const { distanceQuery, distanceKey } = weights.layers[layer]!;
    const queries = asRows(rows(linearProjection(graph, distanceQuery!)(embeddings), rowShape));
    const keys = asColumns(rows(linearProjection(graph, distanceKey!)(embeddings), rowShape));
    const bias = (query: string, key: string): string => {
      const toDistances = graph.node('MatMul', [asRows(rows(query, headShape)), keys]);
      const ofDistances = graph.node('MatMul', [queries, asColumns(rows(key, headShape))]);
      const first = graph.node('Shape', [toDistances], { start: 0, end: 2 });
      const all = graph.node('Expand', [
        index,
        graph.node('Concat', [first, layout.length, layout.length], { axis: 0 }),
      ]);
      const sum = graph.node('Add', [
        graph.node('GatherElements', [toDistances, all], { axis: 3 }),
        graph.node('GatherElements', [ofDistances, all], { axis: 2 }),
      ]);
      return graph.node('Mul', [sum, graph.float(scale)]);
    };
    return { bias, scale };
  };
}
