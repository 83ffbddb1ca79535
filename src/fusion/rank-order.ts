import type { Run, RunTopic } from '../run/run.js';

/** The topics of a run whose ranks do not order the documents as their scores do, or give different scores one rank. */
export function topicsRankedAgainstScores(run: Run): Generator<void, string[]> {
  return topicsWhere(run, ({ scores, ranks }) => {
    const order = Array.from(ranks.keys()).sort((a, b) => ranks[a]! - ranks[b]! || scores[b]! - scores[a]!);
    return order.slice(1).some((second, i) => {
      const first = order[i]!;
      const isHigher = scores[second]! > scores[first]!;
      return isHigher || (ranks[first] === ranks[second] && scores[first] !== scores[second]);
    });
  });
}

/** The topics of a run that have more than `depth` lines, not all in the order of their ranks or of their scores. */
export function topicsCutOutOfOrder(
  run: Run,
  depth: number,
  by: 'ranks' | 'scores',
): Generator<void, string[]> {
  return topicsWhere(run, ({ size, scores, ranks }) => {
    if (size <= depth) return false;
    const isBefore = (second: number, first: number) =>
      by === 'ranks' ? ranks[second]! < ranks[first]! : scores[second]! > scores[first]!;
    return ranks.subarray(1).some((_, i) => isBefore(i + 1, i));
  });
}

function* topicsWhere(run: Run, holds: (topic: RunTopic) => boolean): Generator<void, string[]> {
  const found: string[] = [];
  for (const topic of run.topics.values()) {
    yield;
    if (holds(topic)) found.push(topic.topic);
  }
  return found;
}
