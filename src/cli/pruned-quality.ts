import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate } from '../eval/evaluate.js';
import type { Qrels } from '../eval/qrels.js';
import { loadQrels } from '../eval/read-qrels.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { Run } from '../run/run.js';
import type { Topic } from '../topics/topic.js';
import { TseriniError } from '../util/errors.js';
import type { Flags, Io, OptionTable } from './command.js';
import { openQueryEncoder, queryEncoderFlags } from './flags/encoder-flags.js';
import { qrelsPath } from './flags/qrels-flag.js';
import { readTopicFlags, topicFlags } from './flags/topic-flags.js';
import { text } from './values.js';

const { encoder, dtype, device } = queryEncoderFlags;

/** Flags of the topics by which pruned vectors are judged. Those that prune a query are other flags' names here. */
export const qualityFlags: OptionTable = {
  ...topicFlags,
  topics: {
    ...topicFlags.topics!,
    demandOption: false,
    describe: `With --qrels: ${topicFlags.topics!.describe}`,
  },
  qrels: {
    type: 'string',
    describe: 'Measure nDCG@10 before and after by these judgments: a file, a BEIR folder or .zip, or a name',
  },
  encoder: { ...encoder, describe: `Of the topics. ${encoder.describe}` },
  'encoder-class': queryEncoderFlags['encoder-class'],
  'max-length': queryEncoderFlags['max-length'],
  ...{ dtype, device },
  pretokenized: { type: 'boolean', describe: 'Topics are tokens, each repeated by its weight' },
};

/** Measures the indexes of vectors with the same topics. */
export interface QualityTest {
  /** nDCG@10 of an index, over all judged topics. */
  ndcg(index: string): Promise<number>;
}

/**
 * Reads the topics and judgments that the flags name; undefined where they name none.
 * @throws TseriniError `USAGE` where a flag is missing; else as the readers
 */
export async function readQualityFlags(flags: Flags, io: Io): Promise<QualityTest | undefined> {
  const [topics, qrels, model] = ['topics', 'qrels', 'encoder'].map((name) => text(flags, name));
  if (topics === undefined && qrels === undefined) return undefined;
  if (topics === undefined || qrels === undefined) {
    throw new TseriniError('USAGE', '--topics and --qrels go together');
  }
  if ((model === undefined) === (flags.pretokenized !== true)) {
    throw new TseriniError(
      'USAGE',
      'topics need --encoder, or --pretokenized where they are tokens: one of them',
    );
  }
  const judgments = await loadQrels(await qrelsPath(qrels, io), { signal: io.signal });
  const read = await readTopicFlags(flags, io);
  const names = ['encoder-class', 'max-length', 'dtype', 'device'];
  const encoderFlags = Object.fromEntries(names.map((name) => [name, flags[name]]));
  return { ndcg: (index) => ndcgOf(index, read, judgments, model, encoderFlags, io) };
}

async function ndcgOf(
  index: string,
  topics: readonly Topic[],
  qrels: Qrels,
  model: string | undefined,
  flags: Flags,
  io: Io,
): Promise<number> {
  await using encoder = model === undefined ? undefined : await openQueryEncoder(model, flags, io);
  const onWarning = (message: string) => io.log(`warning: ${message}`);
  await using searcher = await LuceneImpactSearcher.open(index, encoder, { onWarning });
  const queries = topics.map(({ id, text: query }) => [id, query] as const);
  const rankings = [];
  for await (const ranking of searcher.searchEach(queries, 10, undefined, { signal: io.signal })) {
    rankings.push(ranking);
  }
  const evaluation = evaluate(qrels, Run.from(rankings), ['ndcg_cut.10'], { complete: true });
  return Number(evaluation.get('ndcg_cut_10'));
}

/** The bytes of a folder's files. */
export async function folderBytes(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
