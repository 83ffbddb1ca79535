import type { PreferenceMeasure } from '../measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimpImp: PreferenceMeasure = {
  name: 'prefs_simp_imp',
  input: 'preferences',
  help: `As prefs_simp, over the preferences of which at least one document was retrieved.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = simpleRatio(counts, 'implied');
  },
};
