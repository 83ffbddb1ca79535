import { preferenceShare } from '../preferences/preference-measure.js';
import { balancedGroupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgRnonrelRet = preferenceShare(
  'prefs_avgjg_Rnonrel_ret',
  (counts) => balancedGroupRatio(counts, 'retrieved'),
  'As prefs_avgjg_Rnonrel, over the preferences of which both documents were retrieved. For collections that change.',
);
