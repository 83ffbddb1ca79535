import { gainsOf } from '../gains.js';
import type { RankedMeasure } from '../measure.js';

export const G: RankedMeasure = {
  name: 'G',
  input: 'ranked',
  help: `Normalized gain, an experimental measure between map and ndcg: a document's gain is divided by
log2(2 + what the best ranking would have gained so far - what this one has gained), and the sum by the largest
possible gain. Every rank costs at least 1. Gains are the relevance levels unless given, as G.1=3,2=9.`,
  source: 'Chris Buckley, trec_eval, 2008',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    const gains = gainsOf(topic, parameters);
    const best = gains.ideal.reduce((sum, gain) => sum + gain, 0);
    if (best === 0) return;
    let cost = 0;
    let gained = 0;
    let sum = 0;
    topic.levels.forEach((level, rank) => {
      const gain = gains.of(level);
      gained += gain;
      cost += Math.max(gains.ideal[rank] ?? 0, 1);
      if (gain !== 0) sum += gain / Math.log2(2 + cost - gained);
    });
    values[0] = sum / best;
  },
};
