import fc from 'fast-check';
import { type CompareOptions, type Comparison, compareRuns, Qrels, Run } from 'tserini';

/** For each run and topic, the rank of the topic's one relevant document; 0 where it is not found. */
export type Ranks = readonly (readonly number[])[];

/** Two to four runs of the same topics. */
export const someRanks: fc.Arbitrary<Ranks> = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 12 }))
  .chain(([runs, topics]) => {
    const rank = fc.nat({ max: 5 });
    const run = fc.array(rank, { minLength: topics, maxLength: topics });
    return fc.array(run, { minLength: runs, maxLength: runs });
  });

/** Names that XML and Markdown have to take care of. */
const odd = ['<&>', '"a"', 'a|b|c', 'run\u0007'];

/** Compares runs with these ranks. What is drawn by chance is drawn once. */
export function compareRanks(
  ranks: Ranks,
  measures: readonly string[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const topics = ranks[0]!.map((_, index) => `<${index}>`);
  const runs = ranks.map((row, index) => {
    const hits = (rank: number) =>
      [1, 2, 3, 4, 5].map((place) => ({ docid: place === rank ? 'relevant' : `d${place}`, score: -place }));
    return { name: odd[index]!, run: Run.from(topics.map((topic, i) => [topic, hits(row[i]!)])) };
  });
  const qrels = Qrels.from(topics.map((topic) => [topic, { relevant: 1 }]));
  return compareRuns(qrels, runs, measures, { permutations: 1, resamples: 1, ...options });
}
