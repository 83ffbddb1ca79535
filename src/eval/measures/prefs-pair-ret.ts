import { preferenceShare } from '../preferences/preference-measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPairRet = preferenceShare(
  'prefs_pair_ret',
  (counts) => pairRatio(counts, 'retrieved'),
  'As prefs_pair, over the pairs of which both documents were retrieved. For collections that change.',
);
