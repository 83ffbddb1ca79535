import type { RankedMeasure } from '../measure.js';
import type { RankedTopic } from '../ranked-topic.js';

/** Sum, over the relevant documents retrieved, of the precision at their rank. */
export function sumOfPrecisions({ levels, relevanceLevel }: RankedTopic): number {
  let relevant = 0;
  let sum = 0;
  for (let rank = 0; rank < levels.length; rank++) {
    if (levels[rank]! >= relevanceLevel) sum += ++relevant / (rank + 1);
  }
  return sum;
}

/** Average precision: the sum of precisions over the number of relevant documents. */
export function averagePrecision(topic: RankedTopic): number {
  const sum = sumOfPrecisions(topic);
  return sum > 0 ? sum / topic.relevant : 0;
}

export const map: RankedMeasure = {
  name: 'map',
  input: 'ranked',
  help: `Average precision: the mean, over all relevant documents, of the precision at the rank where each is
retrieved; 0 for those that are not. Over topics: mean average precision.`,
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(topic, _parameters, values) {
    values[0] = averagePrecision(topic);
  },
};
