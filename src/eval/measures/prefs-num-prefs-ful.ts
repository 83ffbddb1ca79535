import type { PreferenceMeasure } from '../measure.js';
import { fulfilled } from '../preferences/preference-ratios.js';

export const prefsNumPrefsFul: PreferenceMeasure = {
  name: 'prefs_num_prefs_ful',
  input: 'preferences',
  help: `Number of preferences that the ranking keeps, those among them of which only the preferred document was retrieved.
The summary is their sum.`,
  parameters: { form: 'none' },
  average: 'sum',
  isCount: true,
  evaluate({ groups }, _parameters, values) {
    for (const group of groups) values[0]! += fulfilled(group, 'all');
  },
};
