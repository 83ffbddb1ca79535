import { basename, resolve } from 'node:path';
import type { SourceOptions } from '../../corpus/formats/source-record.js';
import { isOnHub } from '../../corpus/hub/dataset-id.js';
import { pinCorpus } from '../../corpus/hub/pin-corpus.js';
import { type FileOptions, readFiles } from '../../corpus/records.js';
import type { IndexingCall } from '../../search/indexing-call.js';
import { abortable, stopError, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { javaClass } from '../jvm/jvm.js';
import { type CorpusKind, type CorpusKindName, corpusKinds, indexedText } from './corpus-kinds.js';
import { factsOfFiles } from './index-facts.js';
import { indexStream, type JavaStreamIndexer } from './index-stream.js';
import type { IndexSummary } from './index-summary.js';
import {
  checkOptions,
  type IndexerOptions,
  type JavaIndexingOptions,
  javaIndexingOptions,
} from './indexer-options.js';
import { escapeSurrogates } from './record-lines.js';

/** Characters of records that go to Java together. */
const batchLength = 1 << 18;

/** What a corpus is, and how its text is indexed. */
export interface IndexCorpusOptions
  extends Omit<IndexerOptions, 'collection'>,
    Omit<SourceOptions, 'format'> {
  /** The kind of corpus, by Anserini's name; for tables `TsvCollection`, `CsvCollection` or `ParquetCollection`. */
  readonly collection: CorpusKindName;
  /** The column or field of the id. Default: the first of id, _id and docid that a record has. */
  readonly docidField?: string | undefined;
  /** Called with the bytes of a data set on the Hub that are downloaded so far, and their total. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/**
 * Indexes the text of a corpus of any kind. A table's `contents` are indexed, else its title and text as one; of the others
 * what Anserini's classes of the same names index. Records are indexed as they are read; memory does not grow with the corpus.
 * The index changes all at once at the end, or not at all.
 *
 * ```ts
 * await indexCorpus('collection.tsv', 'index/passages', { collection: 'TsvCollection' });
 * await indexCorpus('disk45', 'index/robust04', { collection: 'TrecCollection' });
 * ```
 *
 * @param input a file or a folder of files, also in a zip archive; `hf://datasets/owner/name`; of BEIR a folder or zip archive, or its corpus
 * @param options `fields` may name further fields or columns, to index each under its name
 * @throws TseriniError `INPUT` with file and line or row, `USAGE`, and as {@link LuceneIndexer.index} does
 */
export async function indexCorpus(
  input: string,
  index: string,
  options: IndexCorpusOptions,
  call: IndexingCall = {},
): Promise<IndexSummary> {
  const { collection: name, columns, separator, docidField, shard, onDownload, ...rest } = options;
  const kind: CorpusKind = corpusKinds[name];
  if (!kind) {
    throw new TseriniError('USAGE', `no corpus ${name}; available: ${Object.keys(corpusKinds).join(', ')}`, {
      value: name,
    });
  }
  if (Object.keys(rest.fieldTypes ?? {}).length > 0) {
    throw new TseriniError(
      'USAGE',
      `the fields of a ${name} have no types (--field-type): filters need a JsonCollection with the fields`,
      { value: rest.fieldTypes },
    );
  }
  const requested = (rest.fields ?? []).filter((field) => field !== 'contents');
  const fields = [...new Set([...kind.fields, ...requested])];
  const indexing: IndexerOptions = {
    collectionName: isOnHub(input) ? input.replace(/^hf:\/\/datasets\//, '') : basename(resolve(input)),
    ...rest,
    fields,
    collection: 'JsonCollection',
  };
  checkOptions(indexing);
  const { signal } = call;
  const source: FileOptions = {
    ...{ format: kind.format, columns, separator, docidField, shard, signal },
    ...{ required: requested, wanted: [...kind.parts, ...fields] },
  };
  const path = await pinCorpus(input, { signal, onDownload });
  const lines = linesOf(path, kind, fields, source, indexing.storeRaw ?? false);
  try {
    // What is wrong with the first records is an error before there is a JVM.
    const first = await abortable(lines.next(), signal);
    const indexer = await abortable(javaIndexer(index, input, indexing), signal);
    return await indexStream(indexer, startingWith(first, lines), call);
  } catch (error) {
    const stopped = signal?.aborted && error instanceof TseriniError && error.code === 'INTERRUPTED';
    throw stopped ? stopError(signal, 'indexing was stopped; the index is as it was before') : error;
  } finally {
    const closing = lines.return(undefined).catch(() => undefined);
    // A reader that a slow disk holds up would keep a stop waiting.
    if (!signal?.aborted) await closing;
  }
}

async function javaIndexer(
  index: string,
  input: string,
  options: IndexerOptions,
): Promise<JavaStreamIndexer> {
  const facts = await factsOfFiles(input, [], options);
  const java = await javaIndexingOptions(index, [input], facts, options);
  const Indexer =
    await javaClass<new (options: JavaIndexingOptions) => JavaStreamIndexer>('index.StreamIndexer');
  return new Indexer(java);
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (!first.done) yield first.value;
  yield* rest;
}

/** The records as lines of JSON of a JsonCollection, many at a time. */
async function* linesOf(
  input: string,
  kind: CorpusKind,
  requested: readonly string[],
  source: FileOptions,
  storesRaw: boolean,
): AsyncGenerator<string> {
  let lines = '';
  for await (const record of readFiles(input, source)) {
    const { id, contents, fields } = indexedText(record.parse(), kind, requested, source.docidField);
    const line = JSON.stringify({ id, contents, ...fields });
    lines += `${storesRaw ? line : escapeSurrogates(line)}\n`;
    if (lines.length > batchLength) {
      throwIfStopped(source.signal);
      yield lines;
      lines = '';
    }
  }
  if (lines !== '') yield lines;
}
