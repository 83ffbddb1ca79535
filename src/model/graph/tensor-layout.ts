import type { GraphBuilder, TensorShape } from './graph-builder.js';
import { dataType } from './onnx-proto.js';

export const inputName = 'input_ids';
export const maskName = 'attention_mask';

/** The layout of the tokens of one or several texts in a graph. Outside attention they are rows, [tokens, hidden]. */
export interface TensorLayout {
  readonly inputs: readonly TensorShape[];
  readonly outputShape: readonly (number | string)[];
  /** int64 [1]: positions of the longest text */
  readonly length: string;
  /** Converts looked-up embeddings to rows. */
  toRows(embeddings: string): string;
  /** @param parts query, key and value, as rows */
  attention(parts: readonly string[], heads: number, extras?: AttentionExtras): string;
  /** Rows that can be pooled by their maximum, which padding does not change. */
  forMaximum(features: string): string;
  /** Of logits [chunk, tokens]. */
  maximum(logits: string): string;
  /** Sums values [chunk, tokens], without those of padding. */
  sum(values: string): string;
  /** Converts joined pooled chunks to the output's shape. */
  toOutput(pooled: string): string;
}

/** What some families add to attention. */
export interface AttentionExtras {
  /** Cosines and sines, [sequence, half a head], by which queries and keys are rotated. */
  readonly rotation?: readonly [cosines: string, sines: string] | undefined;
  /** Added to the scores: [1 or batch, 1 or heads, sequence, sequence]; or made of queries and keys. */
  readonly bias?: string | ((query: string, key: string) => string) | undefined;
  /** Of the scores, before the bias; default: 1 / √(width of a head). */
  readonly scale?: number | undefined;
}

/** ONNX Runtime's attention. @param parts query, key and value, [batch, sequence, hidden] */
function multiHeadAttention(
  graph: GraphBuilder,
  parts: readonly string[],
  heads: number,
  mask: string,
  { rotation, bias: given, scale }: AttentionExtras,
): string {
  const rotate = (part: string) =>
    rotation ? graph.contrib('RotaryEmbedding', [part, graph.integers([0]), ...rotation]) : part;
  const [query, key, value] = parts as [string, string, string];
  const bias = typeof given === 'function' ? given(query, key) : given;
  const optional = bias ? ['', mask, bias] : mask ? ['', mask] : [];
  return graph.contrib('MultiHeadAttention', [rotate(query), rotate(key), value, ...optional], {
    num_heads: heads,
    ...(scale === undefined ? {} : { scale }),
  });
}

/** Input: `input_ids`, int32 [sequence]. */
export function singleTextLayout(graph: GraphBuilder, vocabulary: number): TensorLayout {
  const first = graph.integers([0]);
  const last = graph.integers([-1]);
  return {
    inputs: [{ name: inputName, elemType: dataType.int32, shape: ['sequence'] }],
    outputShape: [vocabulary],
    length: graph.node('Shape', [inputName]),
    toRows: (embeddings) => embeddings,
    attention(parts, heads, extras = {}) {
      const batched = parts.map((part) => graph.node('Unsqueeze', [part, first]));
      return graph.node('Squeeze', [multiHeadAttention(graph, batched, heads, '', extras), first]);
    },
    forMaximum: (features) => features,
    maximum: (logits) => graph.node('ReduceMax', [logits, last], { keepdims: 0 }),
    sum: (values) => graph.node('ReduceSum', [values, last], { keepdims: 0 }),
    toOutput: (pooled) => pooled,
  };
}

/**
 * Inputs: `input_ids` and `attention_mask` (1 for a token, 0 for padding at the end), int32 [batch, sequence].
 */
export function paddedBatchLayout(graph: GraphBuilder, vocabulary: number): TensorLayout {
  const shape = ['batch', 'sequence'];
  const input = (name: string) => ({ name, elemType: dataType.int32, shape });
  const [zero, one, two, last] = [0, 1, 2, -1].map((value) => graph.integers([value]));
  const size = graph.node('Shape', [inputName]);
  const textShape = graph.node('Concat', [size, last!], { axis: 0 });
  // For a chunk's logits: 0 keeps the chunk's size.
  const chunkShape = graph.node('Concat', [zero!, size], { axis: 0 });
  const toRows = (texts: string) => graph.node('Flatten', [texts], { axis: 2 });
  const toTexts = (rows: string) => graph.node('Reshape', [rows, textShape]);
  const isToken = graph.node('Unsqueeze', [graph.node('Cast', [maskName], { to: dataType.bool }), last!]);
  const tokenFactor = graph.node('Cast', [maskName], { to: dataType.float32 });
  return {
    inputs: [input(inputName), input(maskName)],
    outputShape: ['batch', vocabulary],
    length: graph.node('Slice', [size, one!, two!]),
    toRows,
    attention: (parts, heads, extras = {}) =>
      toRows(multiHeadAttention(graph, parts.map(toTexts), heads, maskName, extras)),
    // Padding is replaced by the text's first token, which does not change the maximum.
    forMaximum(features) {
      const texts = toTexts(features);
      const firstTokens = graph.node('Slice', [texts, zero!, one!, one!]);
      return toRows(graph.node('Where', [isToken, texts, firstTokens]));
    },
    maximum: (logits) =>
      graph.node('ReduceMax', [graph.node('Reshape', [logits, chunkShape]), last!], { keepdims: 0 }),
    sum(values) {
      const kept = graph.node('Mul', [graph.node('Reshape', [values, chunkShape]), tokenFactor]);
      return graph.node('ReduceSum', [kept, last!], { keepdims: 0 });
    },
    toOutput: (pooled) => graph.node('Transpose', [pooled]),
  };
}
