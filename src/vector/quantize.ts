import { TseriniError } from '../util/errors.js';

/** How weights become whole numbers: this many steps for every so much. */
export interface Quantization {
  readonly range: number;
  readonly steps: number;
}

/** What an encoder makes of a model's weights. */
export interface WeightOptions {
  /** Return the model's float32 weights instead of whole ones. */
  readonly raw?: boolean | undefined;
  /** The weight that becomes 2 to the power of `quantBits`; heavier ones become more. Default: 5, as in Pyserini. */
  readonly weightRange?: number | undefined;
  /** The steps from 0 to `weightRange`, as a power of 2: 1 to 16. Default: 8, which are Pyserini's 256 steps. */
  readonly quantBits?: number | undefined;
}

/** Pyserini's quantization of weights. */
const pyserini = { weightRange: 5, quantBits: 8 };
const maxBits = 16;

/**
 * The quantization that options ask for; null for raw weights.
 * @throws TseriniError `USAGE` where an option is out of range, or goes with `raw`
 */
export function quantizationOf({ raw = false, weightRange, quantBits }: WeightOptions): Quantization | null {
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  if (raw && (weightRange !== undefined || quantBits !== undefined)) {
    refuse(
      'raw weights are not quantized: leave out the weight range and the bits',
      weightRange ?? quantBits,
    );
  }
  const { weightRange: range, quantBits: bits } = {
    weightRange: weightRange ?? pyserini.weightRange,
    quantBits: quantBits ?? pyserini.quantBits,
  };
  if (!(range > 0 && Number.isFinite(range))) {
    refuse(`the weight range must be a number above 0, not ${range}`, range);
  }
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= maxBits)) {
    refuse(`the bits of a weight must be a whole number from 1 to ${maxBits}, not ${bits}`, bits);
  }
  return raw ? null : { range, steps: 2 ** bits };
}

/**
 * Makes a weight a whole number: weight / range × steps. The quotient is computed in double precision from the float32
 * weight and rounded as Python's `round` does, halves to even.
 * @param weight a float32 value from 0 up
 * @returns a whole number, which may be 0
 */
export function quantize(weight: number, { range, steps }: Quantization = quantizationOf({})!): number {
  return roundHalfEven((weight / range) * steps);
}

/** `256 steps for every 5`; `raw` for null. */
export function describeWeights(quantization: Quantization | null): string {
  return quantization ? `${quantization.steps} steps for every ${quantization.range}` : 'raw';
}

/** Rounds a number from 0 up as Python's `round` does, halves to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
