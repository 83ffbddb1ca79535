import { atOnce } from '../../util/turns.js';
import { Random } from './random.js';

/** Samples between two points where the calculation may be interrupted. */
const samplesPerStep = 64;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Default 10,000. */
  readonly resamples?: number;
  /** Default 42. */
  readonly seed?: number;
}

/**
 * Bootstrap confidence interval of a mean: the percentiles of the means of samples drawn from the topics with
 * replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13; for retrieval, Sakai,
 * Evaluating Evaluation Metrics based on the Bootstrap, SIGIR 2006).
 */
export function bootstrapInterval(values: Float64Array, options: BootstrapOptions = {}): Interval {
  return atOnce(bootstrapSteps(values, options));
}

/** As {@link bootstrapInterval}, in steps. */
export function* bootstrapSteps(
  values: Float64Array,
  options: BootstrapOptions = {},
): Generator<void, Interval> {
  const { confidence = 0.95, resamples = 10_000, seed = 42 } = options;
  const random = new Random(seed);
  const n = values.length;
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    if (i % samplesPerStep === 0) yield;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += values[random.below(n)]!;
    means[i] = sum / n;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/** Quantile of sorted numbers, interpolated linearly, as NumPy does. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}
