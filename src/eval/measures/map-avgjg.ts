import type { GroupedMeasure } from '../measure.js';
import { averagePrecision } from './map.js';

export const mapAvgjg: GroupedMeasure = {
  name: 'map_avgjg',
  input: 'grouped',
  help: 'Average precision (see map) by the judgments of each group (user), then the mean over groups.',
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(groups, _parameters, values) {
    for (const topic of groups) values[0]! += averagePrecision(topic);
    values[0]! /= groups.length;
  },
};
