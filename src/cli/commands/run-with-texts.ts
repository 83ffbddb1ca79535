import { loadRun } from '../../run/read-run.js';
import { kiltPredictions } from '../../serving/kilt-predictions.js';
import { rerankerRequests } from '../../serving/reranker-requests.js';
import { TseriniError } from '../../util/errors.js';
import { lineText, readLines } from '../../util/files/read-lines.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import { parseJson, writtenNumber } from '../../util/python/json.js';
import type { Command } from '../command.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { noteComments } from '../note-comments.js';
import { withStoredTexts } from '../stored-texts.js';
import { grouped, text, wholeNumber } from '../values.js';

/** Anserini's GenerateRerankerRequests. */
export const command: Command = {
  examples: [
    [
      'run.with-texts --run runs/run.txt --topics queries.tsv --index index/text --output requests.jsonl',
      'The first 100 hits of each topic with their texts, as rank_llm reads them',
    ],
    [
      'run.with-texts --run runs/dl19.txt --topics dl19-passage --index msmarco-v1-passage --hits 20 --output requests.jsonl',
      'Published topics, and texts of a published index',
    ],
    [
      'run.with-texts --run runs/nq.txt --topics nq-dev-kilt.jsonl --topics-format kilt --index index/kilt --format kilt --output predictions.jsonl',
      "Predictions for KILT's evaluator",
    ],
  ],
  options: {
    run: { type: 'string', demandOption: true, describe: "Run in TREC's or MS MARCO's format, plain or .gz" },
    ...topicFlags,
    index: {
      type: 'string',
      demandOption: true,
      describe:
        'Index that stores the texts (--storeRaw): a folder, or the name of a prebuilt one; of one without texts, those ' +
        'of the same documents are used if they are in the cache',
    },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File of the requests (.jsonl); its folder is created if absent',
    },
    hits: { type: 'number', default: 100, describe: 'Hits of each topic, by their ranks' },
    format: {
      type: 'string',
      choices: ['rank_llm', 'kilt'],
      default: 'rank_llm',
      describe:
        "Requests for rerankers, or predictions for KILT's evaluator, whose docids are pages of Wikipedia",
    },
    'passage-delimiter': {
      type: 'string',
      describe:
        'With --format kilt: docids are page, this and passage; each page comes once, with its best passage',
    },
  },
  epilogue:
    'A line of JSON for each topic of the run: {"query": {"qid", "text"}, "candidates": [{"docid", "score", "doc"}]}.\n' +
    'doc is the record as it was indexed, without its id. For KILT, a line for each topic of --topics, in their order:\n' +
    '{"id", "input", "output": [{"provenance": [{"wikipedia_id", "title", "text", "score"}]}]}.',

  async run(flags, io) {
    const hits = wholeNumber(flags, 'hits')!;
    const output = String(flags.output);
    const isKilt = flags.format === 'kilt';
    const passageDelimiter = text(flags, 'passage-delimiter');
    if (passageDelimiter !== undefined && (!isKilt || passageDelimiter === '')) {
      throw new TseriniError('USAGE', '--passage-delimiter is a text, for --format kilt', {
        value: passageDelimiter,
      });
    }
    const topics = await readTopicFlags(flags, io);
    const run = await loadRun(String(flags.run), { signal: io.signal, needsRanks: true });
    noteComments(io, run);
    const numericIds = isKilt ? await numericIdsOf(String(flags.topics)) : undefined;
    await withStoredTexts(String(flags.index), io, async (index) => {
      const lines = isKilt
        ? kiltPredictions(run, topics, index, hits, { passageDelimiter, numericIds, signal: io.signal })
        : rerankerRequests(run, topics, index, hits, io.signal);
      await writeAtomically(isKilt ? 'predictions' : 'requests', output, lines, io.signal);
    });
    io.log(`${grouped(isKilt ? topics.length : run.topics.size)} topics written to ${output}`);
  },
};

/** The ids that are numbers in a file of KILT's topics, which the evaluator compares as such. */
async function numericIdsOf(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  if (!(await statOrUndefined(path))?.isFile() || !/\.jsonl(\.gz)?$/.test(path)) return ids;
  for await (const line of readLines('topics', path)) {
    const json = lineText(path, line);
    if (typeof (parseJson(json) as { id?: unknown } | null)?.id === 'number')
      ids.add(writtenNumber(json, 'id'));
  }
  return ids;
}
