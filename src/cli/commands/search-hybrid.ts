import { loadTopics } from '../../datasets/named-topics.js';
import { parsePretokenized } from '../../encode/pretokenized.js';
import { type HybridQuery, HybridSearcher } from '../../fusion/hybrid-searcher.js';
import { writeRun } from '../../run/write-run.js';
import type { Topic } from '../../topics/topic.js';
import { TseriniError } from '../../util/errors.js';
import { pythonFloat } from '../../util/python/float.js';
import type { Command } from '../command.js';
import { analyzerFlags, readAnalyzer } from '../flags/analyzer-flags.js';
import {
  logTruncated,
  onnxEncoderFlag,
  openQueryEncoder,
  queryEncoderFlags,
  withOnnxEncoder,
} from '../flags/encoder-flags.js';
import { filterFlag, readFilter } from '../flags/filter-flag.js';
import { fusionFlags, fusionMethodHelp, readFusion } from '../flags/fusion-flags.js';
import { indexFolder } from '../flags/index-flag.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { bm25Settings, impliedEncoder } from '../published-settings.js';
import { TopicReport, warnOfPlainTopics } from '../topic-report.js';
import { given, text, wholeNumber } from '../values.js';

export const command: Command = {
  examples: [
    [
      'search.hybrid --impact-index index/splade --text-index index/text --topics queries.tsv --encoder splade-tiny --output runs/hybrid.txt',
      'SPLADE and BM25, fused by their ranks',
    ],
    [
      'search.hybrid --impact-index index/splade --text-index index/text --topics nfcorpus.zip --qrels nfcorpus.zip ' +
        '--encoded-topics encoded.tsv.gz --method normalize --output runs/hybrid.txt',
      'Encoded topics, the judged ones only, fused by their normalized scores',
    ],
  ],
  options: {
    'impact-index': {
      type: 'string',
      demandOption: true,
      describe:
        'Impact index: a folder, the name of a prebuilt index, or on a cluster https://host:9200/name ' +
        '(secrets from TSERINI_OPENSEARCH_PASSWORD or …_API_KEY)',
    },
    'text-index': {
      type: 'string',
      demandOption: true,
      describe: 'Text index: a folder, or the name of a prebuilt index',
    },
    ...topicFlags,
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File of the run; its folder is created if absent',
    },
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    'encoded-topics': {
      type: 'string',
      describe: 'In place of a model: the same topics encoded, each token repeated by its weight',
    },
    'min-idf': {
      type: 'number',
      describe: 'Drop query terms with ln(N / df) at or below this (default: 0)',
    },
    k1: {
      type: 'number',
      describe:
        'BM25: saturation of term frequency (default: 0.9, or what Pyserini has for the name of the index)',
    },
    b: { type: 'number', describe: 'BM25: normalization of document length (default: 0.4, or as for --k1)' },
    ...analyzerFlags,
    ...fusionFlags,
    depth: { type: 'number', default: 1000, describe: 'Hits of each index to fuse' },
    hits: { type: 'number', default: 1000, describe: 'Hits per topic' },
    ...filterFlag,
    threads: { type: 'number', describe: 'Concurrent topics (default: one per core)' },
    'remove-query': { type: 'boolean', describe: "Drop the hit whose docid is the topic's id" },
    runtag: { type: 'string', default: 'tserini.hybrid', describe: 'Name of the run' },
  },
  epilogue: `${fusionMethodHelp}\nThe impact index is the first run, the text index the second.`,

  async run(asGiven, io) {
    const flags = await withOnnxEncoder(asGiven);
    const encodedPath = text(flags, 'encoded-topics');
    const model =
      text(flags, 'encoder') ??
      (encodedPath === undefined ? await impliedEncoder(String(flags['impact-index']), io) : undefined);
    if ((model === undefined) === (encodedPath === undefined)) {
      throw new TseriniError('USAGE', 'give one of --encoder and --encoded-topics');
    }
    const hits = wholeNumber(flags, 'hits')!;
    const fusion = { ...readFusion(flags), depth: wholeNumber(flags, 'depth')! };
    const filter = await readFilter(flags);
    const topics = await readTopicFlags(flags, io);
    const encoded =
      encodedPath === undefined ? undefined : await loadTopics(encodedPath, { signal: io.signal });
    const queries = toQueries(topics, encoded, flags['remove-query'] === true);
    await using encoder = model === undefined ? undefined : await openQueryEncoder(model, flags, io);
    await using searcher = await HybridSearcher.open(
      await indexFolder(String(flags['impact-index']), io),
      await indexFolder(String(flags['text-index']), io),
      encoder,
      {
        fusion,
        ...given({
          analyzer: readAnalyzer(flags),
          minIdf: flags['min-idf'] as number | undefined,
        }),
        onWarning: (message) => io.log(`warning: ${message}`),
      },
    );
    if (encoded) await warnOfPlainTopics(encoded, (vector) => searcher.impact.knownTerms(vector), io);
    const { k1 = flags.k1, b = flags.b } = await bm25Settings(String(flags['text-index']), flags, io);
    searcher.text.setBm25(k1 as number | undefined, b as number | undefined);
    const options = given({ filter, signal: io.signal });
    const found = searcher.searchEach(queries, hits, wholeNumber(flags, 'threads'), options);
    const output = String(flags.output);
    const report = new TopicReport(io, topics.length);
    await writeRun(output, report.watch(found), {
      tag: String(flags.runtag),
      formatScore: pythonFloat,
      signal: io.signal,
    });
    logTruncated(encoder?.counts, io);
    await report.end(output);
  },
};

function toQueries(
  topics: readonly Topic[],
  encoded: readonly Topic[] | undefined,
  removeQuery: boolean,
): (readonly [string, HybridQuery])[] {
  const vectors = new Map(encoded?.map(({ id, text }) => [id, text]));
  return topics.map(({ id, text }) => {
    const tokens = vectors.get(id);
    if (encoded && tokens === undefined) {
      throw new TseriniError(
        'INPUT',
        `topic ${id} is not among the encoded topics (--qrels takes the judged ones)`,
        {
          value: id,
        },
      );
    }
    const vector = tokens === undefined ? {} : { vector: parsePretokenized(tokens) };
    return [id, { text, ...vector, ...(removeQuery ? { without: id } : {}) }];
  });
}
