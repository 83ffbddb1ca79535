import { preferenceShare } from '../preferences/preference-measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgRet = preferenceShare(
  'prefs_avgjg_ret',
  (counts) => groupRatio(counts, 'retrieved'),
  'As prefs_avgjg, over the preferences of which both documents were retrieved. For collections that change.',
);
