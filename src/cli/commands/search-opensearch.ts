import { OpenSearchImpactSearcher } from '../../opensearch/opensearch-impact-searcher.js';
import { selectHits } from '../../run/select-hits.js';
import { writeRun } from '../../run/write-run.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import {
  logTruncated,
  onnxEncoderFlag,
  openQueryEncoder,
  queryEncoderFlags,
  withOnnxEncoder,
} from '../flags/encoder-flags.js';
import { checkFeedbackFlags, feedbackFlags, setFeedback } from '../flags/feedback-flags.js';
import { filterFlag, readFilter } from '../flags/filter-flag.js';
import { openSearchFlags, readOpenSearchFlags } from '../flags/opensearch-flags.js';
import { readRunFlags, runFlags } from '../flags/run-flags.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { knownTermsById, TopicReport, warnOfPlainTopics } from '../topic-report.js';
import { given, text, wholeNumber } from '../values.js';

/** `search.lucene --impact` on an OpenSearch cluster. */
export const command: Command = {
  examples: [
    [
      'search.opensearch --index nfcorpus --url https://search.example.org:9200 --topics queries.tsv --encoder splade-tiny --output runs/run.txt',
      'Encode the topics and search',
    ],
    [
      'search.opensearch --index http://localhost:9200/nfcorpus --pretokenized --topics encoded.tsv.gz --output runs/run.txt',
      'Search with encoded topics',
    ],
  ],
  options: {
    index: {
      type: 'string',
      demandOption: true,
      describe: 'Name of the index, or https://host:9200/name',
    },
    ...openSearchFlags,
    ...topicFlags,
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File of the run; its folder is created if absent',
    },
    impact: { type: 'boolean', describe: 'Accepted for compatibility; impacts are always searched' },
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    pretokenized: {
      type: 'boolean',
      describe: 'Topics are tokens, each repeated by its weight',
    },
    hits: { type: 'number', default: 1000, describe: 'Hits per topic' },
    ...filterFlag,
    'min-idf': {
      type: 'number',
      describe: 'Drop query terms with ln(N / df) at or below this (default: 0)',
    },
    ...feedbackFlags,
    threads: { type: 'number', default: 4, describe: 'Concurrent requests, each of up to 64 topics' },
    'batch-size': { type: 'number', describe: 'Accepted for compatibility; a request has up to 64 topics' },
    ...runFlags,
  },

  async run(asGiven, io) {
    const flags = await withOnnxEncoder(asGiven);
    const model = text(flags, 'encoder');
    if ((model === undefined) === (flags.pretokenized !== true)) {
      throw new TseriniError('USAGE', 'give --encoder for text topics, or --pretokenized for encoded ones');
    }
    const output = String(flags.output);
    const hits = wholeNumber(flags, 'hits')!;
    const threads = wholeNumber(flags, 'threads');
    const { format, tag, selection } = readRunFlags(flags);
    checkFeedbackFlags(flags);
    const filter = await readFilter(flags);
    const connection = await readOpenSearchFlags(flags);
    const topics = await readTopicFlags(flags, io);
    await using encoder = model === undefined ? undefined : await openQueryEncoder(model, flags, io);
    await using searcher = await OpenSearchImpactSearcher.open(String(flags.index), encoder, {
      ...connection,
      ...given({ minIdf: flags['min-idf'] as number | undefined }),
      onWarning: (message) => io.log(`warning: ${message}`),
    });
    setFeedback(flags, searcher);
    if (!encoder) await warnOfPlainTopics(topics, (vector) => searcher.knownTerms(vector), io);
    const queries = topics.map((topic) => [topic.id, topic.text] as const);
    const options = { ...given({ filter }), signal: io.signal };
    const found = searcher.searchEach(queries, hits, threads, options);
    const report = new TopicReport(io, topics.length);
    const selected = report.watch(found, (id, ranking) => selectHits(id, ranking, selection));
    await writeRun(output, selected, { format, tag, signal: io.signal });
    logTruncated(encoder?.counts, io);
    await report.end(
      output,
      knownTermsById(topics, (text) => searcher.knownTerms(text)),
    );
  },
};
