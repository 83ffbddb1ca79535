import { preferenceCount } from '../preferences/preference-measure.js';
import { fulfilled } from '../preferences/preference-ratios.js';

export const prefsNumPrefsFulRet = preferenceCount(
  'prefs_num_prefs_ful_ret',
  (group) => fulfilled(group, 'retrieved'),
  'Number of preferences that the ranking keeps and of which both documents were retrieved. The summary is their sum.',
);
