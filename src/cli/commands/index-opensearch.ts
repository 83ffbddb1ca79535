import {
  OpenSearchImpactIndexer,
  type OpenSearchIndexerOptions,
  type OpenSearchIndexSummary,
} from '../../opensearch/opensearch-impact-indexer.js';
import type { Command, Flags, Io } from '../command.js';
import { openSearchFlags, readOpenSearchFlags } from '../flags/opensearch-flags.js';
import { readSelection, selectionFlags } from '../flags/selection-flags.js';
import { printCounts, warnOfFractions } from '../index-summary.js';
import { given, grouped, text, wholeNumber } from '../values.js';

/** `index.lucene`'s brother for a cluster. */
export const command: Command = {
  examples: [
    [
      'index.opensearch --input encode/nfcorpus --index nfcorpus --url https://search.example.org:9200 --username me --password-file secret.txt',
      'Index the vectors of a folder',
    ],
    [
      'index.opensearch --input vectors.jsonl.gz --index nfcorpus --url http://localhost:9200 --shards 4 --replicas 1 --replicas-after',
      'Four shards, whose copies are made at the end',
    ],
  ],
  options: {
    input: {
      type: 'string',
      demandOption: true,
      describe: 'Folder of .jsonl and .json files, a record a line, plain or .gz, or one such file',
    },
    index: {
      type: 'string',
      demandOption: true,
      describe: 'Name of the index, under which it is searched once it is whole',
    },
    ...openSearchFlags,
    collection: {
      type: 'string',
      choices: ['JsonVectorCollection'],
      default: 'JsonVectorCollection',
      describe: 'Records with a vector',
    },
    generator: {
      type: 'string',
      choices: ['DefaultLuceneDocumentGenerator'],
      default: 'DefaultLuceneDocumentGenerator',
      describe: 'Taken for compatibility',
    },
    impact: { type: 'boolean', describe: 'Taken for compatibility: weights are always impacts' },
    pretokenized: {
      type: 'boolean',
      describe: 'Taken for compatibility: tokens are always taken as they are',
    },
    mapping: {
      type: 'string',
      choices: ['auto', 'rank_features', 'scripted'],
      default: 'auto',
      describe:
        'How weights are held; auto reads all once: rank_features if none is above 512, else scripted',
    },
    shards: { type: 'number', default: 1, describe: 'Parts of the index' },
    replicas: { type: 'number', default: 1, describe: 'Copies of each part beside the first' },
    'replicas-after': {
      type: 'boolean',
      describe: 'Make the copies at the end: faster, less safe until then',
    },
    refresh: {
      type: 'string',
      describe: "Refresh interval of the index once it is whole: 30s, -1 (default: the cluster's)",
    },
    threads: { type: 'number', default: 4, describe: 'Bulk requests at a time' },
    'batch-mb': { type: 'number', default: 4, describe: 'Size of a bulk request in MB' },
    model: { type: 'string', describe: 'Name of the model that made the vectors, kept with the index' },
    ...selectionFlags,
    uniqueDocid: { type: 'boolean', describe: 'Of records with the same id, keep the last (else: an error)' },
    optimize: { type: 'boolean', describe: 'Merge each shard into one segment' },
    storeContents: { type: 'boolean', describe: 'Store the text of contents' },
    storeRaw: { type: 'boolean', describe: 'Store records as they stand' },
    restart: {
      type: 'boolean',
      describe: 'Delete what a stopped indexing of this name left, instead of going on with it',
    },
    'delete-old': { type: 'boolean', describe: 'Delete the index whose place the new one takes' },
    quiet: { type: 'boolean', describe: 'Print no summary' },
  },
  epilogue:
    'Stopped, it goes on where it stopped when the same command is given again. Until it is whole, nothing of it ' +
    'is served, and what was served before stays.\nSecrets come from files or the environment, never from flags.',

  async run(flags, io) {
    const indexer = new OpenSearchImpactIndexer(String(flags.index), await readOptions(flags));
    const progress = io.progress('indexing', 'docs', 0);
    const summary = await indexer
      .index(String(flags.input), {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      })
      .finally(() => progress.stop());
    await report(summary, flags, io);
  },
};

async function report(summary: OpenSearchIndexSummary, flags: Flags, io: Io): Promise<void> {
  const { resumed, replaced, index } = summary;
  warnOfFractions(io, summary);
  if (summary.health !== 'green') {
    io.log(`warning: not all copies of ${index} are made yet (${summary.health}); it is served all the same`);
  }
  if (flags.quiet) return;
  if (resumed > 0) io.log(`${grouped(resumed)} documents were there from an indexing that was stopped`);
  if (replaced.length > 0) {
    const left = flags['delete-old'] ? 'deleted' : 'left as it is (--delete-old deletes it)';
    io.log(`in place of ${replaced.join(', ')}: ${left}`);
  }
  io.log(`${String(flags.index)} stands for ${index} now (${summary.mapping})`);
  await printCounts(io, summary);
}

async function readOptions(flags: Flags): Promise<OpenSearchIndexerOptions> {
  return {
    ...(await readOpenSearchFlags(flags)),
    ...given({
      mapping: flags.mapping as OpenSearchIndexerOptions['mapping'],
      shards: wholeNumber(flags, 'shards'),
      replicas: wholeNumber(flags, 'replicas', 0),
      replicasAfter: flags['replicas-after'] === true,
      refresh: text(flags, 'refresh'),
      threads: wholeNumber(flags, 'threads'),
      batchMb: flags['batch-mb'] as number | undefined,
      model: text(flags, 'model'),
      ...readSelection(flags),
      uniqueDocid: flags.uniqueDocid === true,
      optimize: flags.optimize === true,
      storeContents: flags.storeContents === true,
      storeRaw: flags.storeRaw === true,
      restart: flags.restart === true,
      deleteOld: flags['delete-old'] === true,
    }),
  };
}
