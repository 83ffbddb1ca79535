import { countAtCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

export const recall: RankedMeasure = {
  name: 'recall',
  input: 'ranked',
  help: 'Recall: the share of all relevant documents that is among the first k retrieved.',
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    if (topic.relevant === 0) return;
    countAtCutoffs(topic, numbers, (relevant, _cutoff, index) => {
      values[index] = relevant / topic.relevant;
    });
  },
};
