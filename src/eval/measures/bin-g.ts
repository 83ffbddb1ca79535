import type { RankedMeasure } from '../measure.js';

export const binG: RankedMeasure = {
  name: 'binG',
  input: 'ranked',
  help: `Binary G, an experimental measure: the mean, over all relevant documents, of 1 / log2(2 + n), n being the
number of other documents retrieved before each. See G.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ levels, relevanceLevel, relevant }, _parameters, values) {
    let found = 0;
    let sum = 0;
    levels.forEach((level, rank) => {
      if (level < relevanceLevel) return;
      sum += 1 / Math.log2(2 + rank - found);
      found++;
    });
    if (found > 0) values[0] = sum / relevant;
  },
};
