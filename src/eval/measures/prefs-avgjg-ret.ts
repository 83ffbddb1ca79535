import type { PreferenceMeasure } from '../measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgRet: PreferenceMeasure = {
  name: 'prefs_avgjg_ret',
  input: 'preferences',
  help: `As prefs_avgjg, over the preferences of which both documents were retrieved. For collections that change.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = groupRatio(counts, 'retrieved');
  },
};
