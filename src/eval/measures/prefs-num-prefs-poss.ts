import type { PreferenceMeasure } from '../measure.js';
import { possible } from '../preferences/preference-ratios.js';

export const prefsNumPrefsPoss: PreferenceMeasure = {
  name: 'prefs_num_prefs_poss',
  input: 'preferences',
  help: `Number of preferences, whatever was retrieved. The summary is their sum.`,
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  evaluate({ groups }, _parameters, values) {
    for (const group of groups) values[0]! += possible(group, 'all');
  },
};
