import { discount, gainsOf } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const ndcgRel: RankedMeasure = {
  name: 'ndcg_rel',
  input: 'ranked',
  help: `ndcg averaged over the ranks of the documents with a positive gain, an experimental measure. A document
that is not retrieved counts with the final gain over the whole ideal. Gains as in ndcg.`,
  source: 'Chris Buckley, trec_eval, 2008, after Järvelin and Kekäläinen, ACM TOIS 20(4), 2002',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    const gains = gainsOf(topic, parameters);
    const { ideal } = gains;
    let gained = 0;
    let best = 0;
    let found = 0;
    let sum = 0;
    topic.levels.forEach((level, rank) => {
      const gain = gains.of(level);
      if (gain !== 0) gained += gain / discount(rank);
      if (rank < ideal.length) best += ideal[rank]! / discount(rank);
      if (gain > 0) {
        sum += gained / best;
        found++;
      }
    });
    for (let rank = topic.retrieved; rank < ideal.length; rank++) best += ideal[rank]! / discount(rank);
    sum += ((ideal.length - found) * gained) / best;
    if (sum > 0) values[0] = sum / ideal.length;
  },
};
