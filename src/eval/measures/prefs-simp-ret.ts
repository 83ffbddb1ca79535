import { preferenceShare } from '../preferences/preference-measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimpRet = preferenceShare(
  'prefs_simp_ret',
  (counts) => simpleRatio(counts, 'retrieved'),
  'As prefs_simp, over the preferences of which both documents were retrieved. For collections that change.',
);
