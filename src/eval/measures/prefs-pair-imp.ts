import { preferenceShare } from '../preferences/preference-measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPairImp = preferenceShare(
  'prefs_pair_imp',
  (counts) => pairRatio(counts, 'implied'),
  'As prefs_pair, over the pairs of which at least one document was retrieved.',
);
