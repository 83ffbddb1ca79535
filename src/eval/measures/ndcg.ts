import { discountedGain, gainsOf, idealDiscountedGain } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const ndcg: RankedMeasure = {
  name: 'ndcg',
  input: 'ranked',
  help: `Normalized discounted cumulative gain over the whole ranking: the sum of gain / log2(rank + 1), over the
same sum for the best possible ranking. Gains are the relevance levels unless given, as ndcg.1=3,2=9; they may be
0 or negative, and level 0 may have one.`,
  source: 'Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, ACM TOIS 20(4), 2002',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    const gains = gainsOf(topic, parameters);
    const ideal = idealDiscountedGain(gains);
    if (ideal > 0) values[0] = discountedGain(topic, gains) / ideal;
  },
};
