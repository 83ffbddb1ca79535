import { loadRun } from '../../run/read-run.js';
import { rerankerRequests } from '../../serving/reranker-requests.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import type { Command } from '../command.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { noteComments } from '../note-comments.js';
import { withStoredTexts } from '../stored-texts.js';
import { grouped, wholeNumber } from '../values.js';

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
  },
  epilogue:
    'A line of JSON for each topic of the run: {"query": {"qid", "text"}, "candidates": [{"docid", "score", "doc"}]}.\n' +
    'doc is the record as it was indexed, without its id.',

  async run(flags, io) {
    const hits = wholeNumber(flags, 'hits')!;
    const output = String(flags.output);
    const topics = await readTopicFlags(flags, io);
    const run = await loadRun(String(flags.run), { signal: io.signal, needsRanks: true });
    noteComments(io, run);
    await withStoredTexts(String(flags.index), io, async (index) => {
      const requests = rerankerRequests(run, topics, index, hits, io.signal);
      await writeAtomically('requests', output, requests, io.signal);
    });
    io.log(`${grouped(run.topics.size)} topics written to ${output}`);
  },
};
