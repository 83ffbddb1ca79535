/** Pyserini's quantization of weights: this many steps for every so much. */
export const quantization = { range: 5, steps: 256 };

/**
 * Pyserini's quantization of a weight: 256 steps for every 5. The quotient is computed in double precision
 * from the float32 weight and rounded as Python's `round` does, halves to even.
 * @param weight a float32 value from 0 up
 * @returns a whole number, which may be 0
 */
export function quantize(weight: number): number {
  return roundHalfEven((weight / quantization.range) * quantization.steps);
}

/** Rounds a number from 0 up as Python's `round` does, halves to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
