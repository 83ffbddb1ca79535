import type { GraphBuilder } from './graph-builder.js';
import type { Int8Linear, Int8Weights } from './int8-weights.js';
import { dataType } from './onnx-proto.js';
import type { LayerProjections, Projections } from './projections.js';

/**
 * Products of int8 weights and activations that are quantized to uint8 at run time with one scale per text: the
 * operators of ONNX Runtime that use VNNI. Query, key and value are one product, so that their input is quantized
 * once.
 * @param intermediates how many intermediate parts each layer has
 * @param unsigned use the weights as uint8: see {@link int8ProductsOverflow}
 */
export function int8Projections(
  graph: GraphBuilder,
  weights: Int8Weights,
  intermediates: readonly number[],
  unsigned: boolean,
): Projections {
  /** Weights and their zero points; signed ones are symmetric around 0. */
  const operands = ({ weight }: Int8Linear): [weight: string, zeroPoint: string] => {
    const stored = graph.stored(weight);
    if (!unsigned) return [stored, ''];
    const outputs = weight.shape[1]!;
    return [graph.toUnsigned(stored), graph.bytes(new Uint8Array(outputs).fill(128), [outputs])];
  };
  const product = (linear: Int8Linear, input: string) => {
    const [weight, zeroPoint] = operands(linear);
    const { scale, bias } = linear;
    return graph.contrib('DynamicQuantizeMatMul', [
      ...[input, weight, graph.stored(scale), zeroPoint],
      graph.stored(bias),
    ]);
  };
  const lastAxis = -1;
  const firstAxis = graph.integers([0]);
  const split = (value: string, count: number) =>
    count === 1 ? [value] : graph.nodes('Split', [value], count, { axis: lastAxis, num_outputs: count });
  const layer = (part: Int8Weights['layers'][number], i: number): LayerProjections => ({
    queryKeyValue: (input) => split(product(part.queryKeyValue, input), 3),
    attentionOutput: (input) => product(part.attentionOutput, input),
    intermediate: (input) => split(product(part.intermediate, input), intermediates[i]!),
    output: (input) => product(part.output, input),
  });
  return {
    layers: weights.layers.map(layer),
    headTransform: (input) => product(weights.headTransform, input),
    maxima(features) {
      const [quantized, scale, zero] = graph.nodes('DynamicQuantizeLinear', [features], 3);
      return weights.decoder.map((chunk) => {
        const [weight, zeroPoint] = operands(chunk);
        const logits = graph.node('MatMulInteger', [quantized!, weight, zero!, zeroPoint]);
        // Scales are positive, so the maximum can be taken of the integers, before scaling.
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
