import { walkCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';

export const unj: RankedMeasure = {
  name: 'unj',
  input: 'ranked',
  help: `Share of the first k documents that have no judgment. Where it is high, the judgments do not cover the run,
and its other values mean little.`,
  source: 'Ian Soboroff, trec_eval, 2023',
  parameters: { form: 'cutoffs', defaults: [5, 10, 20] },
  average: 'mean',
  zeroWhenMissing: true,
  evaluate({ levels }, { numbers }, values) {
    let unjudged = 0;
    const visit = (level: number) => {
      if (level < 0) unjudged++;
    };
    walkCutoffs(levels, numbers, visit, (cutoff, index) => {
      values[index] = unjudged / cutoff;
    });
  },
};
