import { Run, RunTopic } from '../run/run.js';
import { byTopicId } from '../topics/topic.js';
import { TseriniError } from '../util/errors.js';
import { atOnce } from '../util/turns.js';
import { checkFusion, type FusionOptions, fuseRankings, type RankedHit } from './fuse-rankings.js';

/** How runs are fused. */
export interface FuseRunsOptions extends FusionOptions {
  /** Rank each topic by its scores first, instead of taking the ranks of the file. */
  readonly resort?: boolean;
  /** Name of the fused run. Default `pyserini.fusion`, as Pyserini writes. */
  readonly tag?: string;
}

/**
 * Fuses runs as Pyserini's `fusion` does: a document's rank is that of the file, whatever its score; `depth` counts the
 * lines of a topic in the order of the file; and a topic that only some of the runs have is fused from those.
 * @returns a run whose topics are sorted by id, numerically where all are whole numbers
 * @throws TseriniError `USAGE` as {@link fuseRankings}; `INPUT` where no topic is in two of the runs, or for a
 *   rank that `rrf` cannot use
 */
export function fuseRuns(runs: readonly Run[], options: FuseRunsOptions = {}): Run {
  return atOnce(fusionSteps(runs, options));
}

/** As {@link fuseRuns}, in steps, one per topic. */
export function* fusionSteps(runs: readonly Run[], options: FuseRunsOptions = {}): Generator<void, Run> {
  checkFusion(options, runs.length);
  const topics = new Map<string, number>();
  for (const run of runs) {
    for (const topic of run.topics.keys()) topics.set(topic, (topics.get(topic) ?? 0) + 1);
  }
  if (!Array.from(topics.values()).some((count) => count > 1)) {
    const samples = runs.map((run) => run.topics.keys().next().value).join(', ');
    throw new TseriniError(
      'INPUT',
      `the runs have no topic in common (their first topics: ${samples}): are they runs of the same topics?`,
      { value: samples },
    );
  }
  const sorted = byTopicId([...topics.keys()], (id) => id);
  const fused = new Map<string, RunTopic>();
  for (const topic of sorted) {
    yield;
    const rankings = runs.map((run) => ranking(run.topics.get(topic), options.resort ?? false));
    fused.set(topic, new RunTopic(topic).addHits(fuseRankings(rankings, options)));
  }
  return new Run(fused, options.tag ?? 'pyserini.fusion');
}

/** How many topics are not in all of the runs. */
export function topicsNotInAll(runs: readonly Run[]): number {
  const topics = new Set(runs.flatMap((run) => [...run.topics.keys()]));
  return [...topics].filter((topic) => !runs.every((run) => run.topics.has(topic))).length;
}

function ranking(topic: RunTopic | undefined, resort: boolean): RankedHit[] {
  if (!topic) return [];
  const { docids, scores, ranks } = topic;
  const hits = Array.from(scores, (score, i) => ({ docid: docids.docid(i), score }));
  // Stable, as Pyserini's: equal scores keep the order of the file.
  if (resort) return hits.sort((a, b) => b.score - a.score);
  return hits.map((hit, i) => ({ ...hit, rank: ranks[i] }));
}
