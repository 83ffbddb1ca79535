import { preferenceShare } from '../preferences/preference-measure.js';
import { groupRatio } from '../preferences/preference-ratios.js';

export const prefsAvgjg = preferenceShare(
  'prefs_avgjg',
  (counts) => groupRatio(counts, 'all'),
  `Preferences kept over all preferences within each judgment group (user), then the mean over groups, so that a user
with many preferences weighs no more than one with few. Where neither document was retrieved, the preference is
broken.`,
);
