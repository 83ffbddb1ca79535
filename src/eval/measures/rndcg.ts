import { discount, gainsOf } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const Rndcg: RankedMeasure = {
  name: 'Rndcg',
  input: 'ranked',
  help: `Mean of ndcg at the ranks where the gain of the best possible ranking changes, and at the end
of the ranking; an experimental measure. Gains as in ndcg.`,
  source: 'Chris Buckley, trec_eval, 2008, after Järvelin and Kekäläinen, ACM TOIS 20(4), 2002',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    if (topic.relevant === 0) return;
    const gains = gainsOf(topic, parameters);
    const { ideal } = gains;
    const { levels, retrieved } = topic;
    let gained = 0;
    let best = 0;
    let sum = 0;
    let points = 0;
    const point = () => {
      if (best === 0) return;
      sum += gained / best;
      points++;
    };
    // One rank beyond the ideal ranking, its gain has dropped to 0, which is a change too.
    for (let rank = 0; rank <= ideal.length; rank++) {
      if (rank > 0 && ideal[rank] !== ideal[rank - 1]) point();
      if (rank < retrieved) {
        const gain = gains.of(levels[rank]!);
        if (gain !== 0) gained += gain / discount(rank);
      }
      if (rank < ideal.length) best += ideal[rank]! / discount(rank);
    }
    if (retrieved > ideal.length + 1) {
      for (let rank = ideal.length + 1; rank < retrieved; rank++) {
        const gain = gains.of(levels[rank]!);
        if (gain !== 0) gained += gain / discount(rank);
      }
      point();
    }
    values[0] = sum / points;
  },
};
