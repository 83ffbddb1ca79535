import { walkCutoffs } from '../cutoffs.js';
import type { RankedMeasure } from '../measure.js';
import { standardCutoffs } from '../parameters.js';

/** Relevance levels above 0 of all judged documents, highest first: the best ranking there could be. */
function idealLevels(judgedAtLevel: Int32Array, most: number): Int32Array {
  let judged = 0;
  for (let level = 1; level < judgedAtLevel.length; level++) judged += judgedAtLevel[level]!;
  const ideal = new Int32Array(Math.min(judged, most));
  let length = 0;
  for (let level = judgedAtLevel.length - 1; level > 0 && length < ideal.length; level--) {
    const end = Math.min(ideal.length, length + judgedAtLevel[level]!);
    ideal.fill(level, length, end);
    length = end;
  }
  return ideal;
}

export const ndcgCut: RankedMeasure = {
  name: 'ndcg_cut',
  input: 'ranked',
  help: `Normalized discounted cumulative gain of the first k: the sum of level / log2(rank + 1), over the same
sum for the best possible ranking cut at k. The gain of a document is its relevance level; -l has no effect.`,
  source: 'Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, ACM TOIS 20(4), 2002',
  parameters: { form: 'cutoffs', defaults: standardCutoffs },
  average: 'mean',
  evaluate({ levels, judgedAtLevel }, { numbers }, values) {
    let gain = 0;
    const visit = (level: number, rank: number) => {
      if (level > 0) gain += level / Math.log2(rank + 2);
    };
    walkCutoffs(levels, numbers, visit, (_cutoff, index) => {
      values[index] = gain;
    });
    gain = 0;
    walkCutoffs(idealLevels(judgedAtLevel, numbers.at(-1)!), numbers, visit, (_cutoff, index) => {
      if (gain > 0) values[index]! /= gain;
    });
  },
};
