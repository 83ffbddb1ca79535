import type { GraphBuilder } from './graph-builder.js';
import type { TensorLayout } from './tensor-layout.js';

/** Positions from 0, int64 [sequence]. */
export function counting(graph: GraphBuilder, layout: TensorLayout): string {
  const scalar = (value: string) => graph.node('Squeeze', [value]);
  return graph.node('Range', [
    scalar(graph.integers([0])),
    scalar(layout.length),
    scalar(graph.integers([1])),
  ]);
}

/** The distance from each token, a row, to each other, a column: int64 [sequence, sequence]. */
export function distances(graph: GraphBuilder, layout: TensorLayout): string {
  const positions = counting(graph, layout);
  const [row, column] = [0, 1].map((axis) => graph.node('Unsqueeze', [positions, graph.integers([axis])]));
  return graph.node('Sub', [row!, column!]);
}
