import type { RankedMeasure } from '../measure.js';

export const Rprec: RankedMeasure = {
  name: 'Rprec',
  input: 'ranked',
  help: `Precision of the first R documents, R being the number of relevant ones. Precision and recall are equal
there, and a perfect ranking has 1 whatever R is.`,
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ levels, relevanceLevel, relevant }, _parameters, values) {
    let found = 0;
    for (const level of levels.subarray(0, relevant)) if (level >= relevanceLevel) found++;
    if (found > 0) values[0] = found / relevant;
  },
};
