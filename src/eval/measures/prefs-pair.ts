import { preferenceShare } from '../preferences/preference-measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPair = preferenceShare(
  'prefs_pair',
  (counts) => pairRatio(counts, 'all'),
  `For each pair of documents, the share of the preferences about it that the ranking keeps; then the mean over pairs.
Where neither document was retrieved, it is 0.`,
);
