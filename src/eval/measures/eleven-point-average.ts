import type { RankedMeasure } from '../measure.js';
import { interpolatedPrecisions, standardRecallLevels } from '../recall-levels.js';

export const elevenPointAverage: RankedMeasure = {
  name: '11pt_avg',
  input: 'ranked',
  help: `Mean of the interpolated precisions at eleven recall levels, or at those given. An old measure, for
comparison with old results: map has replaced it.`,
  source: 'Salton and McGill, Introduction to Modern Information Retrieval, McGraw-Hill 1983',
  parameters: { form: 'coefficients', defaults: standardRecallLevels },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    let sum = 0;
    // From the highest level down, the order in which trec_eval adds them.
    for (const precision of interpolatedPrecisions(topic, numbers).reverse()) sum += precision;
    values[0] = sum / numbers.length;
  },
};
