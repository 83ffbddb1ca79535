import type { LuceneHit } from '../../lucene/search/hit.js';
import type { ImpactQueryOptions } from '../../lucene/search/impact-options.js';
import { overlap } from '../../run/overlap.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';
import { given, wholeNumber } from '../values.js';

/** Flags of two-phase search. */
export const twoPhaseFlags: OptionTable = {
  'query-cut': {
    type: 'number',
    describe: "Two phases: retrieve with this many of the query's heaviest terms (faster, may miss hits)",
  },
  rescore: {
    type: 'number',
    describe: 'Two phases: candidates to rescore with all terms (default: 5 × --hits)',
  },
  'report-recall': {
    type: 'boolean',
    describe: 'Two phases: also search exactly, and print the recall against that',
  },
};

/** @throws TseriniError `USAGE` if flags exclude each other */
export function readTwoPhase(flags: Flags): Partial<ImpactQueryOptions> {
  const queryCut = wholeNumber(flags, 'query-cut');
  const rescore = wholeNumber(flags, 'rescore');
  if (queryCut === undefined && (rescore !== undefined || flags['report-recall'])) {
    const stray = rescore === undefined ? 'report-recall' : 'rescore';
    throw new TseriniError('USAGE', `--${stray} goes with --query-cut`);
  }
  if (rescore !== undefined && rescore < (flags.hits as number)) {
    throw new TseriniError('USAGE', `--rescore must be at least --hits, ${flags.hits}, not ${rescore}`, {
      value: rescore,
    });
  }
  return given({ queryCut, rescore });
}

type TopicRanking = readonly [topic: string, hits: LuceneHit[]];

/**
 * Yields rankings unchanged, and compares each with that of an exact search, which has the same order.
 * @param report called with the mean share of the exact search's hits that was found
 */
export async function* measureRecall(
  rankings: AsyncIterable<TopicRanking>,
  exact: AsyncIterable<TopicRanking>,
  report: (recall: number) => void,
): AsyncGenerator<TopicRanking> {
  const exactRankings = exact[Symbol.asyncIterator]();
  let sum = 0;
  let topics = 0;
  try {
    for await (const ranking of rankings) {
      const { value } = (await exactRankings.next()) as { value: TopicRanking };
      sum += overlap(ranking[1], value[1]);
      topics++;
      yield ranking;
    }
  } finally {
    await exactRankings.return?.();
  }
  report(topics === 0 ? 1 : sum / topics);
}
