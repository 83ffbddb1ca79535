import { preferenceShare } from '../preferences/preference-measure.js';
import { balancedGroupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjgRnonrel = preferenceShare(
  'prefs_avgjg_Rnonrel',
  (counts) => balancedGroupRatio(counts, 'all'),
  `As prefs_avgjg, as if each group had judged as many documents not relevant as relevant (R): where fewer,
preferences that are kept are added, where more, the first R in the ranking count. Akin to bpref.`,
);
