import type { RankedMeasure } from '../measure.js';
import { notJudged, notPooled, type RankedTopic } from '../ranked-topic.js';

/** Share of the preferences between relevant documents and the first R judged others that the ranking keeps. */
export function binaryPreference({ levels, relevanceLevel, relevant, judgedAtLevel }: RankedTopic): number {
  let othersJudged = 0;
  for (let level = 0; level < relevanceLevel; level++) othersJudged += judgedAtLevel[level] ?? 0;
  let others = 0;
  let sum = 0;
  for (const level of levels) {
    if (level === notPooled || level === notJudged) continue;
    if (level < relevanceLevel) others++;
    else if (others === 0) sum += 1;
    else sum += 1 - Math.min(others, relevant) / Math.min(othersJudged, relevant);
  }
  return relevant > 0 ? sum / relevant : sum;
}

export const bpref: RankedMeasure = {
  name: 'bpref',
  input: 'ranked',
  help: `Binary preference: for each relevant document, how few of the first R documents that were judged not
relevant rank above it. Documents without a judgment are skipped, which suits incomplete judgments.`,
  source: 'Buckley and Voorhees, Retrieval Evaluation with Incomplete Information, SIGIR 2004',
  parameters: { form: 'none' },
  average: 'mean',
  evaluate(topic, _parameters, values) {
    values[0] = binaryPreference(topic);
  },
};
