import type { PreferenceMeasure } from '../measure.js';
import { balancedGroupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgRnonrel: PreferenceMeasure = {
  name: 'prefs_avgjg_Rnonrel',
  input: 'preferences',
  help: `As prefs_avgjg, as if each group had judged as many documents not relevant as relevant (R): where fewer,
preferences that are kept are added, where more, the first R in the ranking count. Akin to bpref.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = balancedGroupRatio(counts, 'all');
  },
};
