import type { Pooling } from '../checkpoint/pooling.js';

/**
 * Pools a text's logits as sentence-transformers' SpladePooling does: log(1 + relu) of each, once or twice, then the
 * maximum or the sum over the positions.
 * @param logits [sequence, width], row by row
 * @returns a weight for each column
 */
export function poolLogits(
  logits: Float32Array,
  width: number,
  { strategy, saturations }: Pooling,
): Float32Array {
  const weights = new Float32Array(width);
  // The logarithm and the maximum commute, so that the maximum comes first.
  const apply =
    strategy === 'max' ? (logit: number) => logit : (logit: number) => saturate(logit, saturations);
  for (let start = 0; start < logits.length; start += width) {
    for (let i = 0; i < width; i++) {
      const logit = logits[start + i]!;
      if (logit <= 0) continue;
      const value = apply(logit);
      weights[i] = strategy === 'sum' ? weights[i]! + value : Math.max(weights[i]!, value);
    }
  }
  return strategy === 'max' ? weights.map((logit) => saturate(logit, saturations)) : weights;
}

function saturate(logit: number, times: number): number {
  let value = logit;
  for (let i = 0; i < times; i++) value = Math.log1p(value);
  return value;
}
