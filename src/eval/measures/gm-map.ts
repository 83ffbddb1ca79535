import type { RankedMeasure } from '../measure.js';
import { averagePrecision } from './map.js';

/** Lowest value that enters a geometric mean: without it, one topic at 0 would make the mean 0. */
export const leastGeometric = 1e-5;

export const gmMap: RankedMeasure = {
  name: 'gm_map',
  input: 'ranked',
  help: `Geometric mean of the topics' average precisions (see map), each at least 0.00001. It rewards runs that
fail on no topic. For all topics together only.`,
  source: 'Robertson, On GMAP: and Other Transformations, CIKM 2006',
  parameters: { form: 'none' },
  average: 'geometric',
  summaryOnly: true,
  evaluate(topic, _parameters, values) {
    values[0] = Math.log(Math.max(averagePrecision(topic), leastGeometric));
  },
};
