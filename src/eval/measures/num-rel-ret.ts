import type { RankedMeasure } from '../measure.js';

export const numRelRet: RankedMeasure = {
  name: 'num_rel_ret',
  input: 'ranked',
  help: 'Number of relevant documents retrieved, after -M and -J. The summary is their sum.',
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  evaluate({ relevantRetrieved }, _parameters, values) {
    values[0] = relevantRetrieved;
  },
};
