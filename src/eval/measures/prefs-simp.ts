import type { PreferenceMeasure } from '../measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimp: PreferenceMeasure = {
  name: 'prefs_simp',
  input: 'preferences',
  help: `Preferences kept over all preferences. Where neither document was retrieved, the preference is broken.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = simpleRatio(counts, 'all');
  },
};
