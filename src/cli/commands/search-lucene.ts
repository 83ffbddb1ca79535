import { expectShortRun } from '../../lucene/jvm/jvm.js';
import { selectHits } from '../../run/select-hits.js';
import { runLines, writeRun } from '../../run/write-run.js';
import type { Topic } from '../../topics/topic.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { onnxEncoderFlag, queryEncoderFlags, withOnnxEncoder } from '../flags/encoder-flags.js';
import { feedbackFlags } from '../flags/feedback-flags.js';
import { filterFlag } from '../flags/filter-flag.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { readRunFlags, runFlags } from '../flags/run-flags.js';
import { checkSearchFlags, textSearchFlags } from '../flags/search-flags.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { measureRecall, twoPhaseFlags } from '../flags/two-phase-flags.js';
import { openSearcher } from '../open-searcher.js';
import { readExcluded, withPublishedSettings } from '../published-settings.js';
import { knownTermsById, TopicReport, warnOfPlainTopics } from '../topic-report.js';
import { text, wholeNumber } from '../values.js';

/** Pyserini's `search.lucene`. */
export const command: Command = {
  examples: [
    [
      'search.lucene --impact --index index/nfcorpus --topics queries.tsv --encoder splade-tiny --output runs/run.txt --hits 1000',
      'Encode the topics and search',
    ],
    [
      'search.lucene --impact --pretokenized --index index/nfcorpus --topics encoded.tsv.gz --output runs/run.txt',
      'Search with encoded topics',
    ],
    [
      'search.lucene --impact --index msmarco-v1-passage.splade-v3 --topics dl19-passage --output runs/dl19.txt',
      'Search a published index, whose name implies the encoder',
    ],
    [
      'search.lucene --bm25 --index index/nfcorpus.text --topics queries.tsv --output runs/bm25.txt',
      'Search the text of a JsonCollection with BM25',
    ],
    [
      `search.lucene --bm25 --index index/docs --topics queries.tsv --filter '{"range": {"year": {"gte": 2020}}}' --output runs/new.txt`,
      'Find only documents whose field year is 2020 or more',
    ],
    [
      'search.lucene --impact --index index/nfcorpus --encoder splade-tiny --query "how to prevent aneurysms" --hits 10',
      'Print the run of one query',
    ],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    ...topicFlags,
    topics: { ...topicFlags.topics!, unless: 'query' },
    query: {
      type: 'string',
      describe: 'In place of --topics: one query, whose topic is 1; without --output, prints its run',
    },
    output: {
      type: 'string',
      demandOption: true,
      unless: 'query',
      describe: 'File of the run; its folder is created if absent',
    },
    impact: { type: 'boolean', describe: 'Search impacts; without it, text' },
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    pretokenized: {
      type: 'boolean',
      describe: 'Topics are tokens; with --impact, each token is repeated by its weight',
    },
    hits: { type: 'number', default: 1000, describe: 'Hits per topic' },
    ...filterFlag,
    'min-idf': {
      type: 'number',
      describe: 'Drop query terms with ln(N / df) at or below this (default: 0)',
    },
    ...twoPhaseFlags,
    ...textSearchFlags,
    ...feedbackFlags,
    fields: {
      type: 'string',
      array: true,
      describe: 'Fields to search and their boosts: title=2 contents=1',
    },
    threads: { type: 'number', describe: 'Concurrent searches (default: one per core)' },
    'batch-size': { type: 'number', describe: 'Accepted for compatibility; --threads sets the concurrency' },
    ...runFlags,
    'no-exclusions': {
      type: 'boolean',
      describe:
        "Keep the documents that BRIGHT excludes for a topic, as those of its source: for runs to compare with other systems'",
    },
  },

  async run(asGiven, io) {
    const flags = await withPublishedSettings(await withOnnxEncoder(asGiven), io);
    const search = readFlags(flags);
    const topics = search.query === undefined ? await readTopicFlags(flags, io) : [search.query];
    // Those of BRIGHT are of its own topics.
    const excluded = search.query === undefined ? await readExcluded(flags, io) : undefined;
    // One search ends before Java's optimizing compiler pays off.
    if (topics.length === 1) expectShortRun();
    const index = await indexFolder(String(flags.index), io);
    await using searcher = await openSearcher({ ...flags, index }, io);
    if (flags.impact && flags.pretokenized) {
      await warnOfPlainTopics(topics, (vector) => searcher.knownTerms!(vector), io);
    }
    const found = searcher.searchEach(topics, search.hits, search.threads);
    const rankings = flags['report-recall']
      ? measureRecall(found, searcher.searchExactly(topics, search.hits, search.threads), (recall) =>
          io.log(`recall@${search.hits} against exact search: ${recall.toFixed(4)}`),
        )
      : found;
    const report = new TopicReport(io, topics.length);
    const selected = report.watch(rankings, (id, hits) =>
      selectHits(id, hits, { ...search.selection, excluded }),
    );
    const options = { format: search.format, tag: search.tag, signal: io.signal };
    if (search.output !== undefined) await writeRun(search.output, selected, options);
    else for await (const lines of runLines(selected, options)) await io.out(lines);
    const { knownTerms } = searcher;
    await report.end(search.output, knownTerms && knownTermsById(topics, knownTerms));
  },
};

/** The query of `--query` as a topic. */
function readQuery(flags: Flags): Topic | undefined {
  const query = text(flags, 'query');
  if (query === undefined) return undefined;
  const other = ['topics', 'topics-field', 'qrels', 'remove-query'].find((flag) => flags[flag]);
  if (other !== undefined) throw new TseriniError('USAGE', `--query and --${other} exclude each other`);
  return { id: '1', text: query };
}

function readFlags(flags: Flags) {
  checkSearchFlags(flags);
  return {
    query: readQuery(flags),
    output: text(flags, 'output'),
    hits: wholeNumber(flags, 'hits')!,
    threads: wholeNumber(flags, 'threads'),
    ...readRunFlags(flags),
  };
}
