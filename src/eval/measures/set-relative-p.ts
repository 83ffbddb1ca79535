import type { RankedMeasure } from '../measure.js';

export const setRelativeP: RankedMeasure = {
  name: 'set_relative_P',
  input: 'ranked',
  help: `Precision of all that was retrieved over the highest precision possible for a set of that size. With -M 50
it still looks at the sets' own sizes, where relative_P.50 does not.`,
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ relevantRetrieved, retrieved, relevant }, _parameters, values) {
    if (retrieved > 0 && relevant > 0) values[0] = relevantRetrieved / Math.min(retrieved, relevant);
  },
};
