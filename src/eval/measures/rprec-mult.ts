import type { RankedMeasure } from '../measure.js';
import type { RankedTopic } from '../ranked-topic.js';

export const standardMultiples = [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];

/** Adds to `values` the precision after each multiple of R documents, R being the number of relevant ones. */
export function addPrecisionsAtMultiples(
  topic: RankedTopic,
  multiples: readonly number[],
  values: Float64Array,
): void {
  const { levels, relevanceLevel, relevant } = topic;
  let rank = 0;
  let found = 0;
  multiples.forEach((multiple, index) => {
    const cutoff = Math.trunc(multiple * relevant + 0.9);
    for (const end = Math.min(cutoff, levels.length); rank < end; rank++) {
      if (levels[rank]! >= relevanceLevel) found++;
    }
    if (found > 0) values[index]! += found / cutoff;
  });
}

export const RprecMult: RankedMeasure = {
  name: 'Rprec_mult',
  input: 'ranked',
  help: `Precision after multiples of R documents, R being the number of relevant ones (see Rprec): whether a run
is better at the head of the ranking or further down.`,
  source: 'Buckley and Voorhees, Retrieval System Evaluation, in TREC, MIT Press 2005, chapter 3',
  parameters: { form: 'fractions', defaults: standardMultiples },
  average: 'mean',
  evaluate(topic, { numbers }, values) {
    addPrecisionsAtMultiples(topic, numbers, values);
  },
};
