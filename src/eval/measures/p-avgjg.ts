import { countAtCutoffs } from '../cutoffs.js';
import type { GroupedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

export const PAvgjg: GroupedMeasure = {
  name: 'P_avgjg',
  input: 'grouped',
  help: 'Precision of the first k (see P) by the judgments of each group (user), then the mean over groups.',
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate(groups, { numbers }, values) {
    for (const topic of groups) {
      countAtCutoffs(topic, numbers, (relevant, cutoff, index) => {
        values[index]! += relevant / cutoff;
      });
    }
    for (let index = 0; index < values.length; index++) values[index]! /= groups.length;
  },
};
