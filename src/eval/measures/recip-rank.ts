import type { RankedMeasure } from '../measure.js';

export const recipRank: RankedMeasure = {
  name: 'recip_rank',
  input: 'ranked',
  help: `One over the rank of the first relevant document, 0 where none is retrieved. Over topics: mean
reciprocal rank. For MRR@10, add -M 10.`,
  source: 'Voorhees, The TREC-8 Question Answering Track Report, TREC 1999',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ levels, relevanceLevel }, _parameters, values) {
    const first = levels.findIndex((level) => level >= relevanceLevel);
    if (first >= 0) values[0] = 1 / (first + 1);
  },
};
