import { assertWhole } from '../../util/assert-whole.js';
import { TseriniError } from '../../util/errors.js';

/** RM3, by the names and defaults of Pyserini's `set_rm3`. */
export interface Rm3Options {
  /** Terms that are kept of each feedback document and of the relevance model. Default 10. */
  readonly fbTerms: number;
  /** Documents that are assumed to be relevant: the first ones. Default 10. */
  readonly fbDocs: number;
  /** Share of the query in the new one, from 0 to 1. Default 0.5. */
  readonly originalQueryWeight: number;
  /** Take only terms of the letters a to z and digits. Default true. */
  readonly filterTerms: boolean;
}

/** Rocchio's feedback, by the names and defaults of Pyserini's `set_rocchio`. */
export interface RocchioOptions {
  /** Terms that the mean of the first documents keeps. Default 10. */
  readonly topFbTerms: number;
  /** Documents that are assumed to be relevant: the first ones. Default 10. */
  readonly topFbDocs: number;
  /** Terms that the mean of the last documents keeps. Default 10. */
  readonly bottomFbTerms: number;
  /** Documents that are assumed not to be relevant: the last of the k hits. Default 10. */
  readonly bottomFbDocs: number;
  /** Weight of the query. Default 1. */
  readonly alpha: number;
  /** Weight of the first documents. Default 0.75. */
  readonly beta: number;
  /** Weight of the last documents, which is subtracted. Default 0. */
  readonly gamma: number;
  /** Whether to use the last documents. Default false. */
  readonly useNegative: boolean;
}

/**
 * All options of RM3, with the defaults of those that are not given.
 * @throws TseriniError `USAGE`
 */
export function rm3Options(options: Partial<Rm3Options>): Rm3Options {
  const { fbTerms = 10, fbDocs = 10, originalQueryWeight = 0.5, filterTerms = true } = options;
  requireCounts({ fbTerms, fbDocs });
  requireWeights({ originalQueryWeight }, 1);
  return { fbTerms, fbDocs, originalQueryWeight, filterTerms };
}

/**
 * All options of Rocchio's feedback, with the defaults of those that are not given.
 * @throws TseriniError `USAGE`
 */
export function rocchioOptions(options: Partial<RocchioOptions>): RocchioOptions {
  const { topFbTerms = 10, topFbDocs = 10, bottomFbTerms = 10, bottomFbDocs = 10 } = options;
  const { alpha = 1, beta = 0.75, gamma = 0, useNegative = false } = options;
  const counts = { topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs };
  const weights = { alpha, beta, gamma };
  requireCounts(counts);
  requireWeights(weights, Number.MAX_VALUE);
  return { ...counts, ...weights, useNegative };
}

function requireCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    assertWhole(name, value);
  }
}

function requireWeights(weights: Readonly<Record<string, number>>, max: number): void {
  for (const [name, value] of Object.entries(weights)) {
    if (!(value >= 0 && value <= max)) {
      const range = max === 1 ? 'from 0 to 1' : '0 or more';
      throw new TseriniError('USAGE', `${name} must be ${range}, not ${value}`, { value });
    }
  }
}
