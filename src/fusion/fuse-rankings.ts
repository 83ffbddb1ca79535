import type { Hit } from '../run/run.js';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import { type FusionMethod, fusionMethods, rescoring } from './methods.js';

/** How many hits of each ranking are fused where nothing else is said. */
export const defaultDepth = 1000;

/** How rankings are fused. */
export interface FusionOptions {
  /** Default `rrf`. */
  readonly method?: FusionMethod;
  /** `rrf`: keeps the first ranks from weighing too much. Default 60. */
  readonly rrfK?: number;
  /** `interpolation`: weight of the first ranking; the second has 1 - alpha. Default 0.5. */
  readonly alpha?: number;
  /** How many hits of each ranking count. Default 1000. */
  readonly depth?: number;
  /** How many hits to keep. Default 1000. */
  readonly k?: number;
}

/** A document of a ranking to fuse. */
export interface RankedHit extends Hit {
  /** Default: its place in the list, from 1. */
  readonly rank?: number | undefined;
}

interface Sum {
  value: number;
  /** What rounding has added to the value. */
  lost: number;
  count: number;
}

/**
 * Kahan's summation, as in pandas, by which Pyserini sums: documents of the same ranks in another order of the runs tie.
 */
function add(sum: Sum, term: number): void {
  const corrected = term - sum.lost;
  const value = sum.value + corrected;
  const lost = value - sum.value - corrected;
  sum.lost = Number.isNaN(lost) ? 0 : lost;
  sum.value = value;
  sum.count++;
}

/**
 * Merges rankings of one topic: each document gets the sum of what its ranks or scores contribute.
 * @param rankings hits in rank order, or with ranks; an empty one contributes nothing
 * @returns hits by score descending, then by docid in code point order
 * @throws TseriniError `USAGE` for fewer than two rankings, an interpolation of more than two, a method that
 *   does not exist, or a number out of range; `INPUT` for a rank that `rrf` cannot use
 */
export function fuseRankings(
  rankings: readonly (readonly RankedHit[])[],
  options: FusionOptions = {},
): Hit[] {
  const { method, rrfK, alpha, depth, k } = checkFusion(options, rankings.length);
  const rescore = rescoring(method, { rrfK, alpha });
  const sums = new Map<string, Sum>();
  for (const [run, hits] of rankings.entries()) {
    const contribution = rescore(
      hits.map(({ score }) => score),
      run,
      rankings.length,
    );
    for (const [i, { docid, score, rank = i + 1 }] of hits.slice(0, depth).entries()) {
      if (method === 'rrf' && !(rrfK + rank > 0)) {
        throw new TseriniError('INPUT', `${docid} has the rank ${rank}: 1 / (${rrfK} + rank) is no score`, {
          value: rank,
        });
      }
      const sum = sums.get(docid) ?? { value: 0, lost: 0, count: 0 };
      sums.set(docid, sum);
      add(sum, contribution({ score, rank }));
    }
  }
  const fused = Array.from(sums, ([docid, { value, count }]) => ({
    docid,
    score: method === 'combmnz' ? value * count : value,
  }));
  return fused.sort((a, b) => b.score - a.score || byCodePoint(a.docid, b.docid)).slice(0, k);
}

/**
 * Fills in defaults.
 * @throws TseriniError `USAGE` for fewer than two rankings, an interpolation of more than two, a method that
 *   does not exist, or a number out of range
 */
export function checkFusion(options: FusionOptions, rankings: number): Required<FusionOptions> {
  const { method = 'rrf', rrfK = 60, alpha = 0.5, depth = defaultDepth, k = 1000 } = options;
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  if (!fusionMethods.includes(method)) {
    refuse(`no fusion method ${method} (available: ${fusionMethods.join(', ')})`, method);
  }
  if (rankings < 2) refuse(`fusion needs two runs or more, not ${rankings}`, rankings);
  if (method === 'interpolation' && rankings !== 2) {
    refuse(`interpolation takes exactly two runs, not ${rankings} (average takes any number)`, rankings);
  }
  if (!(rrfK >= 0 && rrfK < Number.POSITIVE_INFINITY)) refuse(`rrf.k must be 0 or more, not ${rrfK}`, rrfK);
  if (!(alpha >= 0 && alpha <= 1)) refuse(`alpha must be from 0 to 1, not ${alpha}`, alpha);
  for (const [name, value] of Object.entries({ depth, k })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      refuse(`${name} must be a whole number from 1 up, not ${value}`, value);
    }
  }
  return { method, rrfK, alpha, depth, k };
}
