import type { BodyConfig } from '../checkpoint/config.js';
import type { StoredTensor } from '../checkpoint/tensor.js';
import type { BodyWeights } from '../checkpoint/transformer-weights.js';
import { disentangledAttention } from './disentangled-attention.js';
import { distanceBuckets } from './distance-buckets.js';
import { counting, distances } from './distances.js';
import type { GraphBuilder } from './graph-builder.js';
import { dataType } from './onnx-proto.js';
import { type AttentionExtras, inputName, type TensorLayout } from './tensor-layout.js';

/** Below every score, and finite. */
const masked = -3.4028234663852886e38;

/** The embeddings of the positions, of the shape of the looked-up words or one that is stretched to it. */
export function positionEmbeddings(
  graph: GraphBuilder,
  { positionPad: pad }: BodyConfig,
  positions: StoredTensor,
  layout: TensorLayout,
): string {
  if (pad === undefined) {
    const zero = graph.integers([0]);
    return graph.node('Slice', [graph.weights(positions), zero, layout.length, zero]);
  }
  const ids = graph.node('Cast', [inputName], { to: dataType.int64 });
  const isPad = graph.node('Equal', [ids, graph.integers([pad])]);
  const counted = graph.node('Cast', [graph.node('Not', [isPad])], { to: dataType.int64 });
  const place = graph.node('Mul', [graph.node('CumSum', [counted, graph.integers([-1])]), counted]);
  const index = graph.node('Add', [place, graph.integers([pad])]);
  return graph.widen(graph.node('Gather', [graph.stored(positions), index]), positions);
}

/** What depends on positions in each layer's attention; layers that need the same share it. */
export function attentionExtras(
  graph: GraphBuilder,
  config: BodyConfig,
  weights: BodyWeights,
  layout: TensorLayout,
): (layer: number) => AttentionExtras {
  const { hiddenSize, heads, attention, maxPositions } = config;
  if (weights.distances) return disentangledAttention(graph, config, weights, layout);
  const bias = weights.distanceBias && distanceBias(graph, weights.distanceBias, maxPositions, layout);
  const rotations = new Map<number, [string, string]>();
  const windows = new Map<number, string>();
  const once = <T>(known: Map<number, T>, key: number, make: () => T): T => {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
  return (layer) => {
    const own = attention?.[layer];
    if (!own) return { bias };
    const { rotaryBase: base, window } = own;
    return {
      rotation: once(rotations, base, () => rotation(graph, base, hiddenSize / heads, layout)),
      bias: window === undefined ? bias : once(windows, window, () => windowBias(graph, window, layout)),
    };
  };
}

/**
 * Rotary embeddings (https://arxiv.org/abs/2104.09864): the cosines and sines of position × base^(-2i / width).
 * @param width of a head
 */
function rotation(graph: GraphBuilder, base: number, width: number, layout: TensorLayout): [string, string] {
  const frequencies = Array.from(
    { length: width / 2 },
    (_, i) => 1 / Math.fround(base ** Math.fround((2 * i) / width)),
  );
  const positions = graph.node('Cast', [counting(graph, layout)], { to: dataType.float32 });
  const column = graph.node('Unsqueeze', [positions, graph.integers([1])]);
  const angles = graph.node('Mul', [column, graph.floats(frequencies, [1, width / 2])]);
  return [graph.node('Cos', [angles]), graph.node('Sin', [angles])];
}

/** Keeps each token from those farther than the window. */
function windowBias(graph: GraphBuilder, window: number, layout: TensorLayout): string {
  const far = graph.node('Greater', [
    graph.node('Abs', [distances(graph, layout)]),
    graph.integers([window]),
  ]);
  const bias = graph.node('Where', [far, graph.float(masked), graph.float(0)]);
  return graph.node('Unsqueeze', [bias, graph.integers([0, 1])]);
}

/** The learned bias of each head for each distance. */
function distanceBias(
  graph: GraphBuilder,
  weights: StoredTensor,
  maxPositions: number,
  layout: TensorLayout,
): string {
  const buckets = graph.integers(distanceBuckets(maxPositions));
  const byDistance = graph.widen(graph.node('Gather', [graph.stored(weights), buckets]), weights);
  const index = graph.node('Add', [distances(graph, layout), graph.integers([maxPositions - 1])]);
  // One row per head first, so that a row's biases are read next to each other.
  const bias = graph.node('Gather', [graph.node('Transpose', [byDistance]), index], { axis: 1 });
  return graph.node('Unsqueeze', [bias, graph.integers([0])]);
}
