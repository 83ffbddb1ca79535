import { gainsOf } from '../gains.js';
import type { RankedMeasure } from '../measure.js';
import type { Parameters } from '../parameters.js';

/** The probability p that a reader continues to the next document. */
export function persistence(parameters: Parameters): number {
  return parameters.pairs.get('p') ?? 0.9;
}

export const rbp: RankedMeasure = {
  name: 'rbp',
  input: 'ranked',
  help: `Rank-biased precision: the expected gain of a reader who continues to the next document with probability p,
0.9 unless given as rbp.p=0.95. Gains are the relevance levels unless given, as rbp.p=0.8,1=0.5; they are scaled
to 0 to 1 if any is outside.`,
  source:
    'Moffat and Zobel, Rank-Biased Precision for Measurement of Retrieval Effectiveness, ACM TOIS 27(1), 2008',
  parameters: { form: 'pairs' },
  average: 'mean',
  evaluate(topic, parameters, values) {
    const p = persistence(parameters);
    const gains = gainsOf(topic, parameters);
    const lowest = Math.min(0, gains.lowest);
    const highest = Math.max(0, gains.highest);
    const scaled = lowest < 0 || highest > 1;
    let weight = 1;
    let sum = 0;
    for (const level of topic.levels) {
      if (gains.has(level)) {
        const gain = gains.of(level);
        sum += (scaled ? (gain - lowest) / (highest - lowest) : gain) * weight;
      }
      weight *= p;
    }
    values[0] = (1 - p) * sum;
  },
};
