import type { PreferenceMeasure } from '../measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjg: PreferenceMeasure = {
  name: 'prefs_avgjg',
  input: 'preferences',
  help: `Preferences kept over all preferences within each judgment group (user), then the mean over groups, so that a user
with many preferences weighs no more than one with few. Where neither document was retrieved, the preference is
broken.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = groupRatio(counts, 'all');
  },
};
