import type { PreferenceMeasure } from '../measure.js';
import { fulfilled } from '../preferences/preference-ratios.js';

export const prefsNumPrefsFulRet: PreferenceMeasure = {
  name: 'prefs_num_prefs_ful_ret',
  input: 'preferences',
  help: `Number of preferences that the ranking keeps and of which both documents were retrieved. The summary is their sum.`,
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  evaluate({ groups }, _parameters, values) {
    for (const group of groups) values[0]! += fulfilled(group, 'retrieved');
  },
};
