import {
  OpenSearchImpactIndexer,
  type OpenSearchIndexerOptions,
  type OpenSearchIndexSummary,
} from '../../opensearch/opensearch-impact-indexer.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags, Io } from '../command.js';
import { fieldTypeFlag, readFieldTypes } from '../flags/field-type-flag.js';
import { openSearchFlags, readOpenSearchFlags } from '../flags/opensearch-flags.js';
import { readSelection, selectionFlags } from '../flags/selection-flags.js';
import { printCounts, warnOfLosses } from '../index-summary.js';
import { given, grouped, text, wholeNumber } from '../values.js';
import { withVectorsOf } from '../vectors-of-index.js';

/** `index.lucene --impact` on an OpenSearch cluster. */
export const command: Command = {
  examples: [
    [
      'index.opensearch --input encode/nfcorpus --index nfcorpus --url https://search.example.org:9200 --username me --password-file secret.txt',
      'Index the vectors of a folder',
    ],
    [
      'index.opensearch --input vectors.jsonl.gz --index nfcorpus --url http://localhost:9200 --shards 4 --replicas 1 --replicas-after',
      'Four shards, with replicas created at the end',
    ],
    [
      'index.opensearch --from-index index/nfcorpus --index nfcorpus --url http://localhost:9200',
      'Index the vectors of a Lucene index',
    ],
  ],
  options: {
    input: {
      type: 'string',
      describe: 'Folder of .jsonl and .json files, one record per line, plain or .gz, or one such file',
    },
    'from-index': {
      type: 'string',
      describe:
        'In place of --input: the vectors of a Lucene index, a folder or the name of a prebuilt index',
    },
    index: {
      type: 'string',
      demandOption: true,
      describe: 'Name of the index, which searches use once indexing is complete',
    },
    ...openSearchFlags,
    collection: {
      type: 'string',
      choices: ['JsonVectorCollection'],
      default: 'JsonVectorCollection',
      describe: 'Type of the records',
    },
    generator: {
      type: 'string',
      choices: ['DefaultLuceneDocumentGenerator'],
      default: 'DefaultLuceneDocumentGenerator',
      describe: 'Accepted for compatibility',
    },
    impact: { type: 'boolean', describe: 'Accepted for compatibility; weights are always impacts' },
    pretokenized: {
      type: 'boolean',
      describe: 'Accepted for compatibility; tokens are always indexed as they are',
    },
    mapping: {
      type: 'string',
      choices: ['auto', 'rank_features', 'scripted'],
      default: 'auto',
      describe:
        'How weights are stored; auto reads all vectors first: rank_features if no weight exceeds 512, else scripted',
    },
    shards: { type: 'number', default: 1, describe: 'Primary shards' },
    replicas: { type: 'number', default: 1, describe: 'Replicas of each shard' },
    'replicas-after': {
      type: 'boolean',
      describe: 'Create the replicas at the end: faster, less safe until then',
    },
    refresh: {
      type: 'string',
      describe: "Refresh interval once indexing is complete: 30s, -1 (default: the cluster's)",
    },
    threads: { type: 'number', default: 4, describe: 'Concurrent bulk requests' },
    'batch-mb': { type: 'number', default: 4, describe: 'Size of a bulk request in MB' },
    model: { type: 'string', describe: 'Name of the model that encoded the vectors, stored with the index' },
    ...selectionFlags,
    uniqueDocid: { type: 'boolean', describe: 'Of records with the same id, keep the last (else: an error)' },
    optimize: { type: 'boolean', describe: 'Merge each shard into one segment' },
    ...fieldTypeFlag,
    storeDocvectors: { type: 'boolean', describe: 'Store vectors, for relevance feedback' },
    storeContents: { type: 'boolean', describe: 'Store the text of contents' },
    storeRaw: { type: 'boolean', describe: 'Store the records unchanged' },
    restart: {
      type: 'boolean',
      describe: 'Delete an incomplete index of this name instead of resuming it',
    },
    'delete-old': { type: 'boolean', describe: 'Delete the index that the new one replaces' },
    quiet: { type: 'boolean', describe: 'Print no summary' },
  },
  epilogue:
    'An indexing that was stopped resumes when the same command is run again. Searches use the previous index ' +
    'until the new one is complete.\nSecrets come from files or the environment, never from flags.',

  async run(flags, io) {
    const indexer = new OpenSearchImpactIndexer(String(flags.index), await readOptions(flags));
    const index = async (input: string) => {
      const progress = io.progress('indexing', 'docs', 0);
      return indexer
        .index(input, { signal: io.signal, onProgress: (done, total) => progress.update(done, total) })
        .finally(() => progress.stop());
    };
    const [input, from] = [text(flags, 'input'), text(flags, 'from-index')];
    if ((input === undefined) === (from === undefined)) {
      throw new TseriniError('USAGE', 'give one of --input and --from-index');
    }
    if (from !== undefined && flags['field-type'] !== undefined) {
      throw new TseriniError(
        'USAGE',
        '--field-type goes with --input: a Lucene index has no records to read',
      );
    }
    await report(input === undefined ? await withVectorsOf(from!, io, index) : await index(input), flags, io);
  },
};

async function report(summary: OpenSearchIndexSummary, flags: Flags, io: Io): Promise<void> {
  const { resumed, replaced, index } = summary;
  warnOfLosses(io, summary);
  if (summary.health !== 'green') {
    io.log(
      `warning: not all replicas of ${index} are allocated yet (${summary.health}); searches work all the same`,
    );
  }
  if (flags.quiet) return;
  if (resumed > 0) io.log(`${grouped(resumed)} documents had been indexed by an earlier run`);
  if (replaced.length > 0) {
    const left = flags['delete-old'] ? 'deleted' : 'kept (--delete-old deletes it)';
    io.log(`replaces ${replaced.join(', ')}: ${left}`);
  }
  io.log(`${String(flags.index)} is now an alias of ${index} (${summary.mapping})`);
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
      fieldTypes: readFieldTypes(flags),
      storeDocvectors: flags.storeDocvectors === true,
      storeContents: flags.storeContents === true,
      storeRaw: flags.storeRaw === true,
      restart: flags.restart === true,
      deleteOld: flags['delete-old'] === true,
    }),
  };
}
