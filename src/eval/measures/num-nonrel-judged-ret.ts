import type { RankedMeasure } from '../measure.js';

export const numNonrelJudgedRet: RankedMeasure = {
  name: 'num_nonrel_judged_ret',
  input: 'ranked',
  help: 'Number of documents retrieved that were judged not relevant. The summary is their sum.',
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  evaluate({ retrieved, notPooledRetrieved, notJudgedRetrieved, relevantRetrieved }, _parameters, values) {
    values[0] = retrieved - notPooledRetrieved - notJudgedRetrieved - relevantRetrieved;
  },
};
