import type { UniCoilConfig } from '../checkpoint/config.js';
import type { UniCoilWeights } from '../checkpoint/transformer-weights.js';
import { GraphBuilder } from './graph-builder.js';
import { dataType } from './onnx-proto.js';
import { floatLayer, linearProjection } from './projections.js';
import { encoderBody, outputName } from './splade-graph.js';
import { inputName, paddedBatchLayout } from './tensor-layout.js';

/**
 * The ONNX graph of a uniCOIL encoder over a published checkpoint. Its inputs are those of {@link paddedBatchLayout};
 * its output `weights`, float32 [batch, sequence], is relu of the linear layer that gives each token one weight.
 * @param folder the folder below which all weights lie
 */
export function buildUniCoilGraph(
  config: UniCoilConfig,
  weights: UniCoilWeights,
  folder: string,
): Uint8Array {
  const graph = new GraphBuilder(folder);
  const layout = paddedBatchLayout(graph, config.vocabularySize);
  const layers = weights.layers.map((layer) => floatLayer(graph, layer));
  const hidden = encoderBody(graph, config, weights, layout, layers);
  const column = graph.node('Relu', [linearProjection(graph, weights.tokenWeight)(hidden)]);
  graph.rename(graph.node('Reshape', [column, graph.node('Shape', [inputName])]), outputName);
  const shape = ['batch', 'sequence'];
  return graph.build(layout.inputs, [{ name: outputName, elemType: dataType.float32, shape }]);
}
