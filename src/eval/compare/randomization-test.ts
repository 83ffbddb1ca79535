import { atOnce } from '../../util/turns.js';
import { Random } from './random.js';

/** Sign patterns between two points where the calculation may be interrupted. */
const patternsPerStep = 256;

export interface RandomizationOptions {
  /** Default 100,000. */
  readonly permutations?: number;
  /** Default 42. */
  readonly seed?: number;
}

export interface RandomizationTest {
  /** Two-sided. */
  readonly p: number;
  /** Number of sign patterns evaluated: all, or the number requested. */
  readonly permutations: number;
  /** All patterns were evaluated, so that p does not depend on the seed. */
  readonly isExact: boolean;
}

/**
 * Fisher's randomization test on per-topic differences: were both runs alike, each difference could as well have
 * the other sign. p is the share of sign patterns whose mean is at least as far from 0 as the one observed (Fisher,
 * The Design of Experiments, 1935; for retrieval, Smucker, Allan and Carterette, A Comparison of Statistical
 * Significance Tests for Information Retrieval Evaluation, CIKM 2007).
 *
 * Where there are no more patterns than `permutations`, all are evaluated; otherwise as many random ones, and
 * the observed one counts as one more, so that p is never 0 (Phipson and Smyth, Permutation P-values Should Never Be
 * Zero, 2010).
 */
export function randomizationTest(
  differences: Float64Array,
  options: RandomizationOptions = {},
): RandomizationTest {
  return atOnce(randomizationSteps(differences, options));
}

/** As {@link randomizationTest}, in steps. */
export function* randomizationSteps(
  differences: Float64Array,
  { permutations = 100_000, seed = 42 }: RandomizationOptions = {},
): Generator<void, RandomizationTest> {
  // A difference of 0 has no sign.
  const moved = differences.filter((difference) => difference !== 0);
  const observed = Math.abs(moved.reduce((sum, difference) => sum + difference, 0));
  // Sums of the same numbers in another order may differ in their last bits.
  const least = observed * (1 - 1e-12);
  const patterns = 2 ** moved.length;
  if (patterns <= permutations) {
    let extreme = 0;
    for (let pattern = 0; pattern < patterns; pattern++) {
      if (pattern % patternsPerStep === 0) yield;
      if (Math.abs(signedSum(moved, () => pattern)) >= least) extreme++;
    }
    return { p: extreme / patterns, permutations: patterns, isExact: true };
  }
  const random = new Random(seed);
  const next = () => random.bits();
  let extreme = 0;
  for (let i = 0; i < permutations; i++) {
    if (i % patternsPerStep === 0) yield;
    if (Math.abs(signedSum(moved, next)) >= least) extreme++;
  }
  return { p: (extreme + 1) / (permutations + 1), permutations, isExact: false };
}

/** The sum with a sign for each difference from a bit; `next` gives 32 bits at a time. */
function signedSum(differences: Float64Array, next: () => number): number {
  let sum = 0;
  let bits = 0;
  for (let i = 0; i < differences.length; i++) {
    if ((i & 31) === 0) bits = next();
    sum += bits & 1 ? differences[i]! : -differences[i]!;
    bits >>>= 1;
  }
  return sum;
}
