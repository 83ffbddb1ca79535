import { preferenceCount } from '../preferences/preference-measure.js';
import { possible } from '../preferences/preference-ratios.js';

export const prefsNumPrefsPoss = preferenceCount(
  'prefs_num_prefs_poss',
  (group) => possible(group, 'all'),
  'Number of preferences, whatever was retrieved. The summary is their sum.',
);
