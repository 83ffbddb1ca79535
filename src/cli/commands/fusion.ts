import { checkFusion } from '../../fusion/fuse-rankings.js';
import { fusionSteps, topicsNotInAll } from '../../fusion/fuse-runs.js';
import { topicsCutOutOfOrder, topicsRankedAgainstScores } from '../../fusion/rank-order.js';
import { loadRun } from '../../run/read-run.js';
import type { Run } from '../../run/run.js';
import { type TopicHits, writeRun } from '../../run/write-run.js';
import { pythonFloat } from '../../util/python/float.js';
import { inTurns } from '../../util/turns.js';
import type { Command } from '../command.js';
import { fusionFlags, fusionMethodHelp, readFusion } from '../flags/fusion-flags.js';
import { noteComments } from '../note-comments.js';
import { grouped, wholeNumber } from '../values.js';

/** Pyserini's `fusion`. */
export const command: Command = {
  examples: [
    [
      'fusion --runs runs/bm25.txt runs/splade.txt --output runs/rrf.txt --k 100',
      'Reciprocal rank fusion of two runs',
    ],
    [
      'fusion --runs runs/bm25.txt runs/splade.txt --method interpolation --alpha 0.3 --output runs/mix.txt',
      '0.3 of the scores of the first, 0.7 of those of the second',
    ],
  ],
  options: {
    runs: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: "Runs in TREC's or MS MARCO's format, plain or .gz",
    },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File of the run; its folder is created if absent',
    },
    runtag: { type: 'string', default: 'pyserini.fusion', describe: 'Name of the fused run' },
    ...fusionFlags,
    depth: { type: 'number', default: 1000, describe: 'Hits of each run and topic to fuse' },
    k: { type: 'number', default: 1000, describe: 'Hits to keep per topic' },
    resort: {
      type: 'boolean',
      describe: 'Rank the runs by score first, instead of using their ranks',
    },
  },
  epilogue: fusionMethodHelp,

  async run(flags, io) {
    const paths = flags.runs as string[];
    const options = {
      ...readFusion(flags),
      depth: wholeNumber(flags, 'depth')!,
      k: wholeNumber(flags, 'k')!,
      resort: flags.resort === true,
      tag: String(flags.runtag),
    };
    checkFusion(options, paths.length);
    const runs = [];
    const needsRanks = options.method === 'rrf' && !options.resort;
    for (const path of paths) {
      const run = await loadRun(path, { signal: io.signal, needsRanks });
      runs.push(run);
      if (options.resort) continue;
      const notes = await inTurns(orderNotes(run, options.depth, needsRanks), io.signal);
      for (const note of notes) io.log(`warning: ${path}: ${note}`);
    }
    noteComments(io, ...runs);
    const fused = await inTurns(fusionSteps(runs, options), io.signal);
    const missing = topicsNotInAll(runs);
    if (missing > 0) io.log(`warning: topics that are not in all of the runs: ${grouped(missing)}`);
    const output = String(flags.output);
    await writeRun(output, hitsOf(fused), {
      tag: fused.tag,
      formatScore: pythonFloat,
      signal: io.signal,
    });
    io.log(`${grouped(fused.topics.size)} topics fused, run written to ${output}`);
  },
};

function* hitsOf({ topics }: Run): Generator<TopicHits> {
  for (const [id, topic] of topics) yield [id, topic.hits({ ties: 'ascending' })];
}

/** What a user may not expect of a run whose lines, ranks or scores are in another order than the others. */
function* orderNotes(run: Run, depth: number, byRank: boolean): Generator<void, string[]> {
  const found = ([first, ...rest]: readonly string[]) =>
    rest.length === 0 ? `in topic ${first}` : `in ${grouped(rest.length + 1)} topics (the first: ${first})`;
  const notes: string[] = [];
  const against = byRank ? yield* topicsRankedAgainstScores(run) : [];
  if (against.length > 0) {
    notes.push(`ranks and scores disagree ${found(against)}: the ranks count (--resort ranks by score)`);
  }
  const order = byRank ? 'ranks' : 'scores';
  const cut = yield* topicsCutOutOfOrder(run, depth, order);
  if (cut.length > 0) {
    notes.push(
      `the lines are not in the order of their ${order} ${found(cut)}: the first ${grouped(depth)} lines count (--depth)`,
    );
  }
  return notes;
}
