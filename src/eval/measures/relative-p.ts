import { countAtCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

export const relativeP: RankedMeasure = {
  name: 'relative_P',
  input: 'ranked',
  help: `Precision of the first k over the highest precision possible there: P up to the number of relevant
documents, recall from there on.`,
  source: 'Chris Buckley, trec_eval',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    if (topic.relevant === 0) return;
    countAtCutoffs(topic, numbers, (relevant, cutoff, index) => {
      values[index] = relevant / Math.min(cutoff, topic.relevant);
    });
  },
};
