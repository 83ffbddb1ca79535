import type { RankedMeasure } from '../measure.js';

export const setMap: RankedMeasure = {
  name: 'set_map',
  input: 'ranked',
  help: 'Precision times recall of all that was retrieved: average precision were it a set without order.',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ relevantRetrieved, retrieved, relevant }, _parameters, values) {
    if (retrieved > 0 && relevant > 0) values[0] = relevantRetrieved ** 2 / (retrieved * relevant);
  },
};
