import type { RankedMeasure } from '../measure.js';
import { persistence } from './rbp.js';

export const rbpResid: RankedMeasure = {
  name: 'rbp_resid',
  input: 'ranked',
  help: `Residual of rank-biased precision: how much higher rbp could be were all retrieved documents without a
judgment, and all after the end of the ranking, of the highest gain. 0 where all retrieved were judged.`,
  source:
    'Moffat and Zobel, Rank-Biased Precision for Measurement of Retrieval Effectiveness, ACM TOIS 27(1), 2008',
  parameters: { form: 'pairs' },
  average: 'mean',
  zeroWhenMissing: true,
  evaluate({ levels }, parameters, values) {
    const p = persistence(parameters);
    let weight = 1;
    let sum = 0;
    for (const level of levels) {
      if (level < 0) sum += weight;
      weight *= p;
    }
    if (sum > 0) values[0] = weight + (1 - p) * sum;
  },
};
