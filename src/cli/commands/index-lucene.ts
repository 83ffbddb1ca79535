import { collectionFiles } from '../../corpus/collection-files.js';
import { corpusKinds } from '../../lucene/index/corpus-kinds.js';
import { type IndexCorpusOptions, indexCorpus } from '../../lucene/index/index-corpus.js';
import {
  collectionKinds,
  type IndexerOptions,
  otherCollections,
  standardInput,
} from '../../lucene/index/indexer-options.js';
import { LuceneIndexer } from '../../lucene/index/lucene-indexer.js';
import { expectShortRun, setHeap } from '../../lucene/jvm/jvm.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { analyzerFlags, readAnalyzer } from '../flags/analyzer-flags.js';
import { fieldTypeFlag, readFieldTypes } from '../flags/field-type-flag.js';
import { readSelection, selectionFlags } from '../flags/selection-flags.js';
import { readTableFlags, tableFlags } from '../flags/source-flags.js';
import { printCounts, warnOfAbsentFields, warnOfLosses } from '../index-summary.js';
import { given, text, wholeNumber } from '../values.js';

/** Up to this size in bytes, a collection is indexed before Java's optimizing compiler pays off. */
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
      'index.lucene --collection JsonVectorCollection --input - --index index/v --impact --pretokenized <vectors.jsonl.gz',
      'Index what another program writes to standard input',
    ],
    [
      'index.lucene --collection JsonVectorCollection --input encode/raw --index index/raw --impact --pretokenized --scale 100',
      'Index raw weights, as encode output --raw writes them, as whole hundredths',
    ],
    [
      'index.lucene --collection BeirFlatCollection --input collections/nfcorpus.zip --index index/text',
      'Index the text of a BEIR data set as downloaded',
    ],
    [
      'index.lucene --collection TsvCollection --input collection.tsv --index index/msmarco',
      "Index MS MARCO's passages, which are lines of id, tab and text",
    ],
    [
      'index.lucene --collection CsvCollection --input news.csv.gz --docid-field key --fields title --index index/news',
      'Index a table whose first line names the columns key, title and text',
    ],
    [
      'index.lucene --collection BeirFlatCollection --input hf://datasets/BeIR/nfcorpus/corpus --index index/nfcorpus',
      'Download a data set of the Hugging Face Hub, and index its titles and texts',
    ],
    [
      'index.lucene --collection TrecCollection --input disk45 --index index/robust04',
      "Index TREC's documents in SGML",
    ],
    [
      'index.lucene --collection JsonCollection --input collections/nfcorpus --index index/text --fields title',
      'Index contents, and title as a separate field, for BM25',
    ],
    [
      'index.lucene --collection JsonCollection --input docs.jsonl --index index/docs --field-type year=number lang=keyword',
      'Index fields that --filter of searches compares',
    ],
  ],
  options: {
    collection: {
      type: 'string',
      demandOption: true,
      choices: [...collectionKinds, ...Object.keys(corpusKinds)],
      instead: otherCollections,
      describe: "Kind of the records: vectors, texts, or a corpus by the name of Anserini's class",
    },
    input: {
      type: 'string',
      demandOption: true,
      describe:
        'File, plain or .gz, folder of files, or - for lines of standard input; of a corpus also a .zip, or ' +
        'hf://datasets/owner/name',
    },
    index: { type: 'string', demandOption: true, describe: 'Folder of the index; created if absent' },
    generator: {
      type: 'string',
      choices: ['DefaultLuceneDocumentGenerator'],
      default: 'DefaultLuceneDocumentGenerator',
      describe: 'Generator of Lucene documents',
    },
    threads: { type: 'number', describe: 'Threads (default: one per core); 1 keeps the order of documents' },
    impact: { type: 'boolean', describe: 'Index weights as impacts' },
    pretokenized: { type: 'boolean', describe: 'Index tokens as they are, separated by white space' },
    scale: {
      type: 'number',
      describe:
        'Multiply the weights of vectors, and round them to whole numbers (default: cut off fractions)',
    },
    fields: { type: 'string', array: true, describe: 'Text fields or columns to index besides contents' },
    ...fieldTypeFlag,
    'docid-field': {
      type: 'string',
      describe: 'Of a corpus, field or column of the id (else id, _id or docid)',
    },
    ...tableFlags,
    ...analyzerFlags,
    'bm25.accurate': { type: 'boolean', describe: 'Store exact document lengths, not rounded ones' },
    ...selectionFlags,
    append: { type: 'boolean', describe: 'Add to an existing index' },
    uniqueDocid: { type: 'boolean', describe: 'Of records with the same id, keep the last (else: an error)' },
    optimize: { type: 'boolean', describe: 'Merge into one segment' },
    storePositions: { type: 'boolean', describe: 'Store positions of tokens (slow and large)' },
    storeDocvectors: { type: 'boolean', describe: 'Store vectors, for relevance feedback in Pyserini' },
    storeContents: { type: 'boolean', describe: 'Store the text of contents' },
    storeRaw: { type: 'boolean', describe: 'Store the records unchanged' },
    memoryBuffer: { type: 'number', describe: 'Memory for postings in MB (default: a quarter of the heap)' },
    heap: {
      type: 'string',
      describe: "Java heap: 500m, 4g (default: a quarter of the machine's memory)",
    },
    quiet: { type: 'boolean', describe: 'Print no summary' },
  },
  epilogue: 'TSERINI_JVM_OPTS sets any option of the JVM, for every command: TSERINI_JVM_OPTS="-Xmx4g".',

  async run(flags, io) {
    const { collection, ...options } = readOptions(flags);
    if (flags.heap !== undefined) setHeap(String(flags.heap));
    const corpus = readCorpusFlags(flags);
    if (!corpus && (await isSmall(String(flags.input)))) expectShortRun();
    const progress = io.progress('indexing', 'docs', 0);
    const download = downloadProgress(io, 'downloading the data set');
    const call = {
      signal: io.signal,
      onProgress: (done: number, total: number) => progress.update(done, total),
    };
    const [input, index] = [String(flags.input), String(flags.index)];
    const summary = await (corpus
      ? indexCorpus(input, index, { ...options, ...corpus, onDownload: download.onDownload }, call)
      : new LuceneIndexer(index, { ...options, ...given({ collection }) }).index(input, call)
    ).finally(() => {
      download.stop();
      progress.stop();
    });
    warnOfLosses(io, summary);
    warnOfAbsentFields(io, summary);
    if (!flags.quiet) await printCounts(io, summary);
  },
};

/** @returns undefined for a collection that Java reads */
function readCorpusFlags(
  flags: Flags,
): Pick<IndexCorpusOptions, 'collection' | 'docidField' | 'columns' | 'separator'> | undefined {
  const { collection } = flags;
  if (Object.hasOwn(corpusKinds, String(collection))) {
    return given({
      collection: collection as IndexCorpusOptions['collection'],
      docidField: text(flags, 'docid-field'),
      ...readTableFlags(flags),
    });
  }
  const stray = ['docid-field', 'columns', 'separator'].find((name) => flags[name] !== undefined);
  if (stray === undefined) return undefined;
  throw new TseriniError('USAGE', `--${stray} is for corpora, not for a ${collection}`, { value: stray });
}

/** Whether a collection is surely small, which a pipe is not. */
async function isSmall(input: string): Promise<boolean> {
  if (input === standardInput) return false;
  const bytes = (await collectionFiles(input)).reduce((sum, { size }) => sum + size, 0);
  return bytes > 0 && bytes <= smallCollection;
}

function readOptions(flags: Flags): IndexerOptions {
  const vectors = flags.collection === 'JsonVectorCollection';
  if (vectors && !(flags.impact && flags.pretokenized)) {
    throw new TseriniError('USAGE', 'a JsonVectorCollection is indexed with --impact --pretokenized');
  }
  // The tokens of a vector are always indexed as they are, so --pretokenized adds nothing to the analysis.
  const analyzer = readAnalyzer(vectors ? { ...flags, pretokenized: undefined } : flags);
  return given({
    collection: flags.collection as IndexerOptions['collection'],
    impact: flags.impact === true,
    analyzer,
    fields: flags.fields as string[] | undefined,
    fieldTypes: readFieldTypes(flags),
    bm25Accurate: flags['bm25.accurate'] === true,
    scale: flags.scale as number | undefined,
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
