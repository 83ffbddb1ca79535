import { gainsOf, idealDiscountedGain } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const idealDcg: RankedMeasure = {
  name: 'ideal_dcg',
  input: 'ranked',
  help: `Discounted cumulative gain of the best possible ranking of all judged documents, by which ndcg divides.
Gains are the relevance levels unless given, as ideal_dcg.1=3,2=9.`,
  source: 'Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, ACM TOIS 20(4), 2002',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    values[0] = idealDiscountedGain(gainsOf(topic, parameters));
  },
};
