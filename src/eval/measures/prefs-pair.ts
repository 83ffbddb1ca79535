import type { PreferenceMeasure } from '../measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPair: PreferenceMeasure = {
  name: 'prefs_pair',
  input: 'preferences',
  help: `For each pair of documents, the share of the preferences about it that the ranking keeps; then the mean over pairs.
Where neither document was retrieved, it is 0.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = pairRatio(counts, 'all');
  },
};
