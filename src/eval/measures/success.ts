import { countAtCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';

export const success: RankedMeasure = {
  name: 'success',
  input: 'ranked',
  help: '1 where at least one relevant document is among the first k, else 0.',
  source: 'Tomlinson, Robust, Web and Terabyte Retrieval with Hummingbird SearchServer at TREC 2004',
  parameters: { form: 'cutoffs', defaults: [1, 5, 10] },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    countAtCutoffs(topic, numbers, (relevant, _cutoff, index) => {
      values[index] = relevant > 0 ? 1 : 0;
    });
  },
};
