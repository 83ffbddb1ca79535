import type { RankedMeasure } from '../measure.js';
import { binaryPreference } from './bpref.js';
import { leastGeometric } from './gm-map.js';

export const gmBpref: RankedMeasure = {
  name: 'gm_bpref',
  input: 'ranked',
  help: `Geometric mean of the topics' binary preferences (see bpref), each at least 0.00001. For all topics
together only.`,
  source: 'Robertson, On GMAP: and Other Transformations, CIKM 2006',
  parameters: { form: 'none' },
  average: 'geometric',
  summaryOnly: true,
  evaluate(topic, _parameters, values) {
    values[0] = Math.log(Math.max(binaryPreference(topic), leastGeometric));
  },
};
