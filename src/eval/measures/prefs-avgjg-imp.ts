import type { PreferenceMeasure } from '../measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgImp: PreferenceMeasure = {
  name: 'prefs_avgjg_imp',
  input: 'preferences',
  help: `As prefs_avgjg, over the preferences of which at least one document was retrieved.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = groupRatio(counts, 'implied');
  },
};
