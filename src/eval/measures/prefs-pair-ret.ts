import type { PreferenceMeasure } from '../measure.js';
import { pairRatio } from '../preferences/preference-ratios.js';

export const prefsPairRet: PreferenceMeasure = {
  name: 'prefs_pair_ret',
  input: 'preferences',
  help: `As prefs_pair, over the pairs of which both documents were retrieved. For collections that change.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(counts, _parameters, values) {
    values[0] = pairRatio(counts, 'retrieved');
  },
};
