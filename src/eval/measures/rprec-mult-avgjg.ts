import type { GroupedMeasure } from '../measure.js';
import { addPrecisionsAtMultiples, standardMultiples } from './rprec-mult.js';

export const RprecMultAvgjg: GroupedMeasure = {
  name: 'Rprec_mult_avgjg',
  input: 'grouped',
  help: `Precision after multiples of R documents (see Rprec_mult) by the judgments of each group (user), then the
mean over groups.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'fractions', defaults: standardMultiples },
  average: 'mean',
  evaluate(groups, { numbers }, values) {
    for (const topic of groups) addPrecisionsAtMultiples(topic, numbers, values);
    for (let index = 0; index < values.length; index++) values[index]! /= groups.length;
  },
};
