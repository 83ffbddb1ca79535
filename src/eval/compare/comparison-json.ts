import type { Comparison } from './compare-runs.js';

/** A comparison as plain data, for `JSON.stringify`; per-topic values by topic. Numbers that are NaN become null. */
export function comparisonToJson(comparison: Comparison): unknown {
  const { topics, measures, confidence, seed, comments } = comparison;
  const byTopic = (values: Float64Array) => topics.map((topic, index) => ({ topic, value: values[index]! }));
  return {
    topics: topics.length,
    confidence,
    seed,
    comments,
    measures: measures.map(({ name, runs }) => ({
      measure: name,
      runs: runs.map(({ name: run, mean, values, difference }) => ({
        run,
        mean,
        // The format's keys keep their British spelling. JSON leaves out an undefined value.
        difference: difference && {
          mean: difference.mean,
          interval: difference.interval,
          tTest: difference.tTest,
          randomisationTest: difference.randomization,
          holm: { tTest: difference.corrected.tTest, randomisation: difference.corrected.randomization },
          wins: difference.wins,
          ties: difference.ties,
          losses: difference.losses,
        },
        perTopic: byTopic(values),
      })),
    })),
  };
}
