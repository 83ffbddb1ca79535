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
    describe: 'How scores are made of ranks and scores',
  },
  'rrf.k': { type: 'number', default: 60, describe: 'rrf: score = sum of 1 / (this + rank)' },
  alpha: {
    type: 'number',
    default: 0.5,
    describe: 'interpolation: weight of the first run; the second has 1 - alpha',
  },
};

/** What the methods do, for the help. */
export const fusionMethodHelp = `Methods; a document that a run lacks gets nothing from it:
  rrf            1 / (k + rank), summed
  interpolation  alpha × score + (1 - alpha) × score, of two runs
  average        score / number of runs, summed
  normalize      (score - least) / (greatest - least) of the topic in the run, summed
  combsum        scores, summed
  combmnz        the same, times the number of runs that have the document
  zscore         (score - mean) / standard deviation of the topic in the run, summed`;

/** @throws TseriniError `USAGE` */
export function readFusion(flags: Flags): FusionOptions {
  return {
    method: flags.method as FusionMethod,
    rrfK: wholeNumber(flags, 'rrf.k', 0)!,
    alpha: flags.alpha as number,
  };
}
