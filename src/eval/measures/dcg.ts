import { discountedGain, gainsOf } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const dcg: RankedMeasure = {
  name: 'dcg',
  input: 'ranked',
  help: `Discounted cumulative gain: the sum of gain / log2(rank + 1) over the whole ranking. Gains are the
relevance levels unless given, as dcg.1=3,2=9. Not bounded by 1.`,
  source: 'Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, ACM TOIS 20(4), 2002',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    values[0] = discountedGain(topic, gainsOf(topic, parameters));
  },
};
