import { countAtCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

export const P: RankedMeasure = {
  name: 'P',
  input: 'ranked',
  help: `Precision: the share of relevant documents among the first k. Where fewer than k are retrieved, the
rest counts as not relevant.`,
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    countAtCutoffs(topic, numbers, (relevant, cutoff, index) => {
      values[index] = relevant / cutoff;
    });
  },
};
