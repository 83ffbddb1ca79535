import { twoSidedTail } from './student-t.js';

export interface TTest {
  /** Mean difference over its standard error. NaN where all differences are 0. */
  readonly t: number;
  /** One less than the number of topics. */
  readonly degrees: number;
  /** Two-sided. 1 where all differences are 0; NaN for fewer than two topics. */
  readonly p: number;
}

/**
 * Student's paired t-test on per-topic differences (Student, The Probable Error of a Mean, Biometrika 6, 1908).
 * With the number of topics usual in retrieval it holds well although the differences are not normal (Smucker,
 * Allan and Carterette, CIKM 2007; Urbano, Lima and Hanjalic, SIGIR 2019).
 */
export function pairedTTest(differences: Float64Array): TTest {
  const n = differences.length;
  const degrees = n - 1;
  if (n < 2) return { t: Number.NaN, degrees, p: Number.NaN };
  const mean = meanOf(differences);
  let squares = 0;
  for (const difference of differences) squares += (difference - mean) ** 2;
  if (squares === 0 && mean === 0) return { t: Number.NaN, degrees, p: 1 };
  const t = mean / Math.sqrt(squares / degrees / n);
  return { t, degrees, p: twoSidedTail(t, degrees) };
}

/** Arithmetic mean. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
