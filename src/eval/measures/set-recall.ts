import type { RankedMeasure } from '../measure.js';

export const setRecall: RankedMeasure = {
  name: 'set_recall',
  input: 'ranked',
  help: 'Recall of all that was retrieved: relevant retrieved / relevant.',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ relevantRetrieved, relevant }, _parameters, values) {
    if (relevant > 0) values[0] = relevantRetrieved / relevant;
  },
};
