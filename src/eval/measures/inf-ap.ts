import type { RankedMeasure } from '../measure.js';
import { notJudged, notPooled } from '../ranked-topic.js';

/** Keeps the estimate defined where nothing above a document was judged. */
const epsilon = 1e-5;

export const infAP: RankedMeasure = {
  name: 'infAP',
  input: 'ranked',
  help: `Inferred average precision, for pools of which a random sample was judged: the precision at a relevant
document is estimated from the judged documents above it, those not in the pool counting as not relevant.
A negative relevance in the qrels marks a document that is in the pool and was not judged.`,
  source: 'Yilmaz and Aslam, Estimating Average Precision with Incomplete and Imperfect Judgments, CIKM 2006',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate({ levels, relevanceLevel, relevant }, _parameters, values) {
    let above = 0;
    let others = 0;
    let unjudged = 0;
    let sum = 0;
    levels.forEach((level, rank) => {
      if (level === notPooled) return;
      if (level === notJudged) unjudged++;
      else if (level < relevanceLevel) others++;
      else {
        sum += rank === 0 ? 1 : estimate(rank, above, others, unjudged);
        above++;
      }
    });
    values[0] = relevant > 0 ? sum / relevant : sum;
  },
};

/** Expected precision at a relevant document with `rank` documents above it. */
function estimate(rank: number, relevant: number, others: number, unjudged: number): number {
  const pooled = (relevant + others + unjudged) / rank;
  const relevantOfJudged = (relevant + epsilon) / (relevant + others + 2 * epsilon);
  return 1 / (rank + 1) + (rank / (rank + 1)) * pooled * relevantOfJudged;
}
