import type { RunTopic } from './run.js';

/** The places of a topic's documents with the best ranks, best first. @param hits how many at most */
export function bestRanked({ ranks }: RunTopic, hits: number): number[] {
  return Array.from(ranks.keys())
    .sort((a, b) => ranks[a]! - ranks[b]!)
    .slice(0, hits);
}
