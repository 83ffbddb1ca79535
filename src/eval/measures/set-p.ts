import type { RankedMeasure } from '../measure.js';

export const setP: RankedMeasure = {
  name: 'set_P',
  input: 'ranked',
  help: 'Precision of all that was retrieved: relevant retrieved / retrieved.',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ relevantRetrieved, retrieved }, _parameters, values) {
    if (retrieved > 0) values[0] = relevantRetrieved / retrieved;
  },
};
