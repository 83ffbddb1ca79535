import { loadQueryEncoder } from '../encode/load.js';
import { TseriniError } from '../errors.js';
import { LuceneImpactSearcher } from '../lucene/lucene-impact-searcher.js';
import type { RunFormat } from '../run/read-run.js';
import { selectHits } from '../run/select-hits.js';
import { type TopicHits, writeRun } from '../run/write-run.js';
import { readTopics } from '../topics/read-topics.js';
import type { Command, Flags } from './command.js';

import { given, grouped, text, wholeNumber } from './values.js';

/** Pyserini's `search.lucene`. */
export const command: Command = {
  examples: [
    [
      'search.lucene --impact --index index/nfcorpus --topics queries.tsv --encoder splade-tiny --output runs/run.txt --hits 1000',
      'Encode the topics and search',
    ],
    [
      'search.lucene --impact --pretokenized --index index/nfcorpus --topics encoded.tsv.gz --output runs/run.txt',
      'Search with topics that were encoded before',
    ],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: 'Folder of the index' },
    topics: {
      type: 'string',
      demandOption: true,
      describe: 'Topics: .tsv (id, tab, text) or .jsonl, plain or .gz',
    },
    output: { type: 'string', demandOption: true, describe: 'File of the run; its folder is made if absent' },
    impact: { type: 'boolean', describe: 'Search impacts' },
    encoder: { type: 'string', describe: 'Model that encodes the topics, as for encode' },
    'encoder-class': { type: 'string', describe: 'Kind of encoder (default: splade)' },
    'max-length': { type: 'number', describe: 'Longest topic in tokens (default: 256)' },
    pretokenized: {
      type: 'boolean',
      describe: 'Topics are tokens, each repeated as often as its weight says',
    },
    hits: { type: 'number', default: 1000, describe: 'Hits a topic' },
    'min-idf': { type: 'number', default: 0, describe: 'Drop query terms with ln(N / df) at or below this' },
    threads: { type: 'number', describe: 'Searches at a time (default: one a core)' },
    'batch-size': { type: 'number', describe: 'Taken for compatibility: searches run side by side anyway' },
    'output-format': {
      type: 'string',
      choices: ['trec', 'msmarco'],
      default: 'trec',
      describe: 'Format of the run',
    },
    'remove-query': { type: 'boolean', describe: "Drop the hit whose docid is the topic's id" },
    'remove-duplicates': { type: 'boolean', describe: 'Of hits with the same docid, keep the first' },
    'max-passage': { type: 'boolean', describe: 'Of the passages of a document, keep the best' },
    'max-passage-hits': { type: 'number', default: 100, describe: 'Documents to keep with --max-passage' },
    'max-passage-delimiter': {
      type: 'string',
      default: '#',
      describe: 'What parts the docid from the passage',
    },
  },

  async run(flags, io) {
    const search = readFlags(flags);
    const topics = await readTopics(search.topics);
    const encoder = search.encoder ? await loadQueryEncoder(search.encoder) : undefined;
    try {
      await using searcher = await LuceneImpactSearcher.open(search.index, encoder, {
        minIdf: search.minIdf,
      });
      const progress = io.progress('searching', 'topics', topics.length);
      const ranked = async function* (): AsyncGenerator<TopicHits> {
        let done = 0;
        const queries = topics.map(({ id, text }) => [id, text] as const);
        for await (const [id, hits] of searcher.searchEach(queries, search.hits, search.threads)) {
          yield [id, selectHits(id, hits, search.selection)];
          progress.update(++done);
        }
      };
      await writeRun(search.output, ranked(), { format: search.format, signal: io.signal }).finally(() =>
        progress.stop(),
      );
      io.log(`${grouped(topics.length)} topics searched, run written to ${search.output}`);
    } finally {
      await encoder?.close();
    }
  },
};

function readFlags(flags: Flags) {
  if (!flags.impact) {
    throw new TseriniError('USAGE', '--impact is needed: this version searches impact indexes only');
  }
  const encoder = text(flags, 'encoder');
  if (encoder && flags.pretokenized) {
    throw new TseriniError('USAGE', '--encoder and --pretokenized exclude each other');
  }
  if (!encoder && !flags.pretokenized) {
    throw new TseriniError('USAGE', 'give --encoder for topics in words, or --pretokenized for encoded ones');
  }
  return {
    index: String(flags.index),
    topics: String(flags.topics),
    output: String(flags.output),
    format: flags['output-format'] as RunFormat,
    hits: wholeNumber(flags, 'hits')!,
    minIdf: flags['min-idf'] as number,
    threads: wholeNumber(flags, 'threads'),
    encoder:
      encoder === undefined
        ? undefined
        : {
            encoder,
            ...given({
              encoderClass: text(flags, 'encoder-class'),
              maxLength: wholeNumber(flags, 'max-length'),
            }),
          },
    selection: {
      removeQuery: flags['remove-query'] === true,
      removeDuplicates: flags['remove-duplicates'] === true,
      ...(flags['max-passage']
        ? {
            maxPassage: {
              hits: wholeNumber(flags, 'max-passage-hits')!,
              delimiter: String(flags['max-passage-delimiter']),
            },
          }
        : {}),
    },
  };
}
