import type { GraphBuilder } from './graph-builder.js';
import type { Int8Linear, Int8Weights } from './int8-weights.js';
import { dataType } from './onnx-proto.js';
import type { LayerProjections, Projections } from './projections.js';

/**
 * Products of int8 weights and activations that are quantized to uint8 as they come, one scale a text: the
 * operators of ONNX Runtime that use VNNI. Query, key and value are one product, so that their input is
 * quantized once.
 */
export function int8Projections(graph: GraphBuilder, weights: Int8Weights): Projections {
  const product = ({ weight, scale, bias }: Int8Linear, input: string) =>
    graph.contrib('DynamicQuantizeMatMul', [
      input,
      graph.stored(weight),
      graph.stored(scale),
      '', // No zero point: the weights are symmetric around 0.
      graph.stored(bias),
    ]);
  const lastAxis = -1;
  const firstAxis = graph.integers([0]);
  const layer = (part: Int8Weights['layers'][number]): LayerProjections => ({
    queryKeyValue: (input) =>
      graph.nodes('Split', [product(part.queryKeyValue, input)], 3, { axis: lastAxis, num_outputs: 3 }),
    attentionOutput: (input) => product(part.attentionOutput, input),
    intermediate: (input) => product(part.intermediate, input),
    output: (input) => product(part.output, input),
  });
  return {
    layers: weights.layers.map(layer),
    headTransform: (input) => product(weights.headTransform, input),
    maxima(features) {
      const [quantized, scale, zero] = graph.nodes('DynamicQuantizeLinear', [features], 3);
      return weights.decoder.map((chunk) => {
        const logits = graph.node('MatMulInteger', [quantized!, graph.stored(chunk.weight), zero!]);
        // Scales are positive, so the maximum may be taken of the whole numbers, before they are applied.
        const maxima = graph.node('ReduceMax', [logits, firstAxis], { keepdims: 0 });
        const step = graph.node('Mul', [graph.stored(chunk.scale), scale!]);
        return graph.node('Mul', [graph.node('Cast', [maxima], { to: dataType.float32 }), step]);
      });
    },
    sums: (features, saturate) =>
      weights.decoder.map((chunk) =>
        graph.node('ReduceSum', [saturate(product(chunk, features)), firstAxis], { keepdims: 0 }),
      ),
  };
}
