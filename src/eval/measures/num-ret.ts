import type { RankedMeasure } from '../measure.js';

export const numRet: RankedMeasure = {
  name: 'num_ret',
  input: 'ranked',
  help: 'Number of documents retrieved, after -M and -J. The summary is their sum.',
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  zeroWhenMissing: true,
  evaluate({ retrieved }, _parameters, values) {
    values[0] = retrieved;
  },
};
