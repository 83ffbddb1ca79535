import { preferenceShare } from '../preferences/preference-measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgImp = preferenceShare(
  'prefs_avgjg_imp',
  (counts) => groupRatio(counts, 'implied'),
  'As prefs_avgjg, over the preferences of which at least one document was retrieved.',
);
