import { preferenceShare } from '../preferences/preference-measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimpImp = preferenceShare(
  'prefs_simp_imp',
  (counts) => simpleRatio(counts, 'implied'),
  'As prefs_simp, over the preferences of which at least one document was retrieved.',
);
