import { TseriniError } from '../errors.js';
import { LuceneIndexer } from '../lucene/lucene-indexer.js';
import type { Command } from './command.js';
import { given, grouped, wholeNumber } from './values.js';

/** Pyserini's `index.lucene`. */
export const command: Command = {
  examples: [
    [
      'index.lucene --collection JsonVectorCollection --input encode/nfcorpus --index index/nfcorpus --impact --pretokenized',
      'Index the vectors of a folder',
    ],
    [
      'index.lucene --collection JsonVectorCollection --input vectors.jsonl.gz --index index/v --impact --pretokenized --uniqueDocid',
      'Index one file; of records with the same id, keep the last',
    ],
  ],
  options: {
    collection: {
      type: 'string',
      demandOption: true,
      choices: ['JsonVectorCollection'],
      describe: 'Format of the collection',
    },
    input: {
      type: 'string',
      demandOption: true,
      describe: 'Folder of .jsonl and .json files, plain or .gz, or one such file',
    },
    index: { type: 'string', demandOption: true, describe: 'Folder of the index; made if absent' },
    generator: {
      type: 'string',
      choices: ['DefaultLuceneDocumentGenerator'],
      default: 'DefaultLuceneDocumentGenerator',
      describe: 'What makes a Lucene document of a record',
    },
    threads: { type: 'number', describe: 'Threads (default: one a core); 1 keeps the order of documents' },
    impact: { type: 'boolean', describe: 'Index weights as impacts' },
    pretokenized: { type: 'boolean', describe: 'Take tokens as they are' },
    append: { type: 'boolean', describe: 'Add to the index that is there' },
    uniqueDocid: { type: 'boolean', describe: 'Of records with the same id, keep the last (else: an error)' },
    optimize: { type: 'boolean', describe: 'Merge into one segment' },
    storePositions: { type: 'boolean', describe: 'Store positions of tokens; slow and large' },
    storeDocvectors: { type: 'boolean', describe: 'Store vectors, for relevance feedback in Pyserini' },
    storeContents: { type: 'boolean', describe: 'Store the text of contents' },
    storeRaw: { type: 'boolean', describe: 'Store records as they stand' },
    memoryBuffer: { type: 'number', describe: 'Memory for postings in MB (default: a quarter of the heap)' },
    quiet: { type: 'boolean', describe: 'Print no summary' },
  },
  epilogue: 'TSERINI_JVM_OPTS=-Xmx4g gives Java a heap of 4 GB.',

  async run(flags, io) {
    if (!flags.impact || !flags.pretokenized) {
      throw new TseriniError('USAGE', 'a JsonVectorCollection is indexed with --impact --pretokenized');
    }
    const indexer = new LuceneIndexer(
      String(flags.index),
      given({
        threads: wholeNumber(flags, 'threads'),
        append: flags.append === true,
        uniqueDocid: flags.uniqueDocid === true,
        optimize: flags.optimize === true,
        storePositions: flags.storePositions === true,
        storeDocvectors: flags.storeDocvectors === true,
        storeContents: flags.storeContents === true,
        storeRaw: flags.storeRaw === true,
        memoryBuffer: flags.memoryBuffer as number | undefined,
      }),
    );
    const progress = io.progress('indexing', 'docs', 0);
    const summary = await indexer
      .index(String(flags.input), {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      })
      .finally(() => progress.stop());
    if (summary.fractionalWeights > 0) {
      io.log(`warning: the fraction of ${grouped(summary.fractionalWeights)} weights was cut off`);
    }
    if (!flags.quiet) {
      await io.out(`indexed: ${grouped(summary.indexed)}\nempty:   ${grouped(summary.empty)}\n`);
    }
  },
};
