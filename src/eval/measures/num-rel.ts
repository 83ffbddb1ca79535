import type { RankedMeasure } from '../measure.js';

export const numRel: RankedMeasure = {
  name: 'num_rel',
  input: 'ranked',
  help: 'Number of relevant documents in the qrels, retrieved or not. The summary is their sum.',
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  countsMissing: true,
  evaluate({ relevant }, _parameters, values) {
    values[0] = relevant;
  },
};
