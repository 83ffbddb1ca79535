import type { PreferenceMeasure } from '../measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimpRet: PreferenceMeasure = {
  name: 'prefs_simp_ret',
  input: 'preferences',
  help: `As prefs_simp, over the preferences of which both documents were retrieved. For collections that change.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = simpleRatio(counts, 'retrieved');
  },
};
