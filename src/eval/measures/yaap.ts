import type { RankedMeasure } from '../measure.js';
import { sumOfPrecisions } from './map.js';

export const yaap: RankedMeasure = {
  name: 'yaap',
  input: 'ranked',
  help: `Yet another average precision: log((1 + s) / (1 + R - s)), s being the sum of the precisions at the
relevant documents retrieved and R the number of relevant ones. Orders runs on a topic as map does, and averages
better over topics. May be negative.`,
  source: 'Robertson, On Smoothing Average Precision, ECIR 2012',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(topic, _parameters, values) {
    const sum = sumOfPrecisions(topic);
    values[0] = Math.log((1 + sum) / (1 + topic.relevant - sum));
  },
};
