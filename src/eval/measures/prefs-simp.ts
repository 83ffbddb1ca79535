import { preferenceShare } from '../preferences/preference-measure.js';
import { simpleRatio } from '../preferences/preference-ratios.js';

export const prefsSimp = preferenceShare(
  'prefs_simp',
  (counts) => simpleRatio(counts, 'all'),
  'Preferences kept over all preferences. Where neither document was retrieved, the preference is broken.',
);
