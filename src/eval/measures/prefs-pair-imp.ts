import type { PreferenceMeasure } from '../measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPairImp: PreferenceMeasure = {
  name: 'prefs_pair_imp',
  input: 'preferences',
  help: `As prefs_pair, over the pairs of which at least one document was retrieved.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = pairRatio(counts, 'implied');
  },
};
