import type { FusionOptions } from '../../fusion/fuse-rankings.js';
import { type FusionMethod, fusionMethods } from '../../fusion/methods.js';
import type { Flags, OptionTable } from '../command.js';
import { wholeNumber } from '../values.js';

/** Pyserini's flags of fusion, for runs and for hybrid search. */
export const fusionFlags: OptionTable = {
  method: {
    type: 'string',
    choices: fusionMethods,
    default: 'rrf',
    describe: 'How ranks and scores are fused',
  },
  'rrf.k': { type: 'number', default: 60, describe: 'rrf: the k of 1 / (k + rank)' },
  alpha: {
    type: 'number',
    default: 0.5,
    describe: 'interpolation: weight of the first run; the second has 1 - alpha',
  },
};

/** The methods, for the help. */
export const fusionMethodHelp = `Methods. A run adds nothing for a document that it lacks:
  rrf            1 / (k + rank), summed
  interpolation  alpha × score + (1 - alpha) × score, of two runs
  average        score / number of runs, summed
  normalize      (score - min) / (max - min) within the topic of each run, summed
  combsum        scores, summed
  combmnz        the same, times the number of runs that have the document
  zscore         (score - mean) / standard deviation within the topic of each run, summed`;

/** @throws TseriniError `USAGE` */
export function readFusion(flags: Flags): FusionOptions {
  return {
    method: flags.method as FusionMethod,
    rrfK: wholeNumber(flags, 'rrf.k', 0)!,
    alpha: flags.alpha as number,
  };
}
