import { collectionFiles } from '../../corpus/collection-files.js';
import { indexBeirFlat } from '../../lucene/index/beir-flat-collection.js';
import { collectionKinds, type IndexerOptions, LuceneIndexer } from '../../lucene/index/lucene-indexer.js';
import { expectShortRun, setHeap } from '../../lucene/jvm/jvm.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { analyzerFlags, readAnalyzer } from '../flags/analyzer-flags.js';
import { readSelection, selectionFlags } from '../flags/selection-flags.js';
import { printCounts, warnOfFractions } from '../index-summary.js';
import { given, wholeNumber } from '../values.js';

/** Anserini's name for a corpus of BEIR, title and text as one. */
const beirFlat = 'BeirFlatCollection';

/** Collections up to this many bytes on the disk are indexed before Java's optimising compiler pays. */
const smallCollection = 32 << 20;

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
    [
      'index.lucene --collection BeirFlatCollection --input collections/nfcorpus.zip --index index/text',
      'Index the words of a BEIR data set as it was downloaded',
    ],
    [
      'index.lucene --collection JsonCollection --input collections/nfcorpus --index index/text --fields title',
      'Index the words of id and contents, and of title as a field of its own, for BM25',
    ],
  ],
  options: {
    collection: {
      type: 'string',
      demandOption: true,
      choices: [...collectionKinds, beirFlat],
      describe: "Records with a vector, or with a text; BEIR's title and text as one",
    },
    input: {
      type: 'string',
      demandOption: true,
      describe:
        'Folder of .jsonl and .json files, plain or .gz, or one such file; BeirFlatCollection: also a .zip',
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
    pretokenized: { type: 'boolean', describe: 'Take tokens as they are, parted by white space' },
    fields: { type: 'string', array: true, describe: 'Fields of the text to index beside contents' },
    ...analyzerFlags,
    'bm25.accurate': { type: 'boolean', describe: 'Keep the true lengths of documents, not rounded ones' },
    ...selectionFlags,
    append: { type: 'boolean', describe: 'Add to the index that is there' },
    uniqueDocid: { type: 'boolean', describe: 'Of records with the same id, keep the last (else: an error)' },
    optimize: { type: 'boolean', describe: 'Merge into one segment' },
    storePositions: { type: 'boolean', describe: 'Store positions of tokens; slow and large' },
    storeDocvectors: { type: 'boolean', describe: 'Store vectors, for relevance feedback in Pyserini' },
    storeContents: { type: 'boolean', describe: 'Store the text of contents' },
    storeRaw: { type: 'boolean', describe: 'Store records as they stand' },
    memoryBuffer: { type: 'number', describe: 'Memory for postings in MB (default: a quarter of the heap)' },
    heap: {
      type: 'string',
      describe: "Memory for Java's objects: 500m, 4g (default: a quarter of the machine's)",
    },
    quiet: { type: 'boolean', describe: 'Print no summary' },
  },
  epilogue: 'TSERINI_JVM_OPTS sets any option of the JVM, for every command: TSERINI_JVM_OPTS="-Xmx4g".',

  async run(flags, io) {
    const { collection, ...options } = readOptions(flags);
    if (flags.heap !== undefined) setHeap(String(flags.heap));
    if (flags.collection !== beirFlat && (await bytesOf(String(flags.input))) <= smallCollection) {
      expectShortRun();
    }
    const progress = io.progress('indexing', 'docs', 0);
    const call = {
      signal: io.signal,
      onProgress: (done: number, total: number) => progress.update(done, total),
    };
    const [input, index] = [String(flags.input), String(flags.index)];
    const summary = await (flags.collection === beirFlat
      ? indexBeirFlat(input, index, options, call)
      : new LuceneIndexer(index, { ...options, ...given({ collection }) }).index(input, call)
    ).finally(() => progress.stop());
    warnOfFractions(io, summary);
    for (const name of summary.absentFields) io.log(`warning: no document has the field ${name}`);
    if (!flags.quiet) await printCounts(io, summary);
  },
};

async function bytesOf(input: string): Promise<number> {
  return (await collectionFiles(input)).reduce((sum, { size }) => sum + size, 0);
}

function readOptions(flags: Flags): IndexerOptions {
  const vectors = flags.collection === 'JsonVectorCollection';
  if (vectors && !(flags.impact && flags.pretokenized)) {
    throw new TseriniError('USAGE', 'a JsonVectorCollection is indexed with --impact --pretokenized');
  }
  // A vector's tokens are always taken as they are: only flags that ask for more are passed on.
  const analyzer = readAnalyzer(vectors ? { ...flags, pretokenized: undefined } : flags);
  return given({
    collection: flags.collection as IndexerOptions['collection'],
    impact: flags.impact === true,
    analyzer,
    fields: flags.fields as string[] | undefined,
    bm25Accurate: flags['bm25.accurate'] === true,
    ...readSelection(flags),
    threads: wholeNumber(flags, 'threads'),
    append: flags.append === true,
    uniqueDocid: flags.uniqueDocid === true,
    optimize: flags.optimize === true,
    storePositions: flags.storePositions === true,
    storeDocvectors: flags.storeDocvectors === true,
    storeContents: flags.storeContents === true,
    storeRaw: flags.storeRaw === true,
    memoryBuffer: flags.memoryBuffer as number | undefined,
  });
}
