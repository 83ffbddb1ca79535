import type { RankedTopic } from './ranked-topic.js';

/** The eleven standard recall levels. */
export const standardRecallLevels = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/**
 * Interpolated precision at recall levels: the highest precision at any rank where at least that share of the
 * relevant documents has been retrieved. A level that is never reached gets 0.
 *
 * A share becomes a number of documents by rounding (trec_eval 10.0) or by adding 0.9 and dropping the
 * fraction (9.0.4, whose values differ for some topics).
 *
 * @param shares of the relevant documents, ascending
 * @returns a precision for each share; NaN, as in trec_eval, for share 0 of a topic with no document retrieved
 */
export function interpolatedPrecisions(topic: RankedTopic, shares: readonly number[]): Float64Array {
  const { levels, relevanceLevel, relevant, relevantRetrieved, retrieved } = topic;
  const precisions = new Float64Array(shares.length);
  const needed = shares.map((share) =>
    topic.version === '9.0.4' ? Math.trunc(share * relevant + 0.9) : roundAway(share * relevant),
  );
  let next = shares.length - 1;
  while (next >= 0 && needed[next]! > relevantRetrieved) next--;
  let best = relevantRetrieved / retrieved;
  let soFar = relevantRetrieved;
  // Backwards: the interpolated precision of a rank is the best precision of all ranks from there on.
  for (let rank = retrieved; soFar > 0; rank--) {
    best = Math.max(best, soFar / rank);
    if (levels[rank - 1]! < relevanceLevel) continue;
    for (; next >= 0 && needed[next] === soFar; next--) precisions[next] = best;
    soFar--;
  }
  for (; next >= 0; next--) precisions[next] = best;
  return precisions;
}

/** C's `lround`: halves go away from zero, where `Math.round` takes them up. */
function roundAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
