import type { RankedMeasure } from '../measure.js';
import { interpolatedPrecisions, standardRecallLevels } from '../recall-levels.js';

export const iprecAtRecall: RankedMeasure = {
  name: 'iprec_at_recall',
  input: 'ranked',
  help: `Interpolated precision at recall levels: the best precision at any rank with at least that recall. The
points of the recall-precision curve. Parameters are shares of the relevant documents.`,
  source: 'van Rijsbergen, Information Retrieval, Butterworths 1979, chapter 7',
  parameters: { form: 'fractions', defaults: standardRecallLevels },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    values.set(interpolatedPrecisions(topic, numbers));
  },
};
