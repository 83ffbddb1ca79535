import { preferenceCount } from '../preferences/preference-measure.js';
import { fulfilled } from '../preferences/preference-ratios.js';

export const prefsNumPrefsFul = preferenceCount(
  'prefs_num_prefs_ful',
  (group) => fulfilled(group, 'all'),
  `Number of preferences that the ranking keeps, those among them of which only the preferred document was retrieved.
The summary is their sum.`,
);
