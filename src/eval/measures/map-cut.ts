import { walkCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

export const mapCut: RankedMeasure = {
  name: 'map_cut',
  input: 'ranked',
  help: 'Average precision of the first k documents: as map, relevant documents below rank k counting as missed.',
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate({ levels, relevanceLevel, relevant }, { numbers }, values) {
    if (relevant === 0) return;
    let found = 0;
    let sum = 0;
    const visit = (level: number, rank: number) => {
      if (level >= relevanceLevel) sum += ++found / (rank + 1);
    };
    walkCutoffs(levels, numbers, visit, (_cutoff, index) => {
      values[index] = sum / relevant;
    });
  },
};
