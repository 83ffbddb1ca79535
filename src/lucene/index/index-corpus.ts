import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { SourceOptions } from '../../corpus/formats/source-record.js';
import { isOnHub } from '../../corpus/hub/dataset-id.js';
import { pinCorpus } from '../../corpus/hub/pin-corpus.js';
import { type FileOptions, readFiles } from '../../corpus/records.js';
import type { IndexingCall } from '../../search/indexing-call.js';
import { throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import { type CorpusKind, type CorpusKindName, corpusKinds, indexedText } from './corpus-kinds.js';
import type { IndexSummary } from './index-summary.js';
import type { IndexerOptions } from './indexer-options.js';
import { LuceneIndexer } from './lucene-indexer.js';

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
 * what Anserini's classes of the same names index. The corpus is rewritten beside the index as a JsonCollection, which is
 * removed at the end.
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
  const indexer = new LuceneIndexer(index, {
    collectionName: isOnHub(input) ? input.replace(/^hf:\/\/datasets\//, '') : basename(resolve(input)),
    ...rest,
    fields,
    collection: 'JsonCollection',
  });
  const source: FileOptions = {
    ...{ format: kind.format, columns, separator, docidField, shard, signal: call.signal },
    ...{ required: requested, wanted: [...kind.parts, ...fields] },
  };
  const path = await pinCorpus(input, { signal: call.signal, onDownload });
  const collection = temporaryPath(`${index.replace(/[/\\]+$/, '')}.collection`, 'jsonl');
  try {
    await writeAtomically('collection', collection, rewritten(path, kind, fields, source));
    return await indexer.index(collection, call);
  } finally {
    await rm(collection, { force: true });
  }
}

async function* rewritten(
  input: string,
  kind: CorpusKind,
  requested: readonly string[],
  source: FileOptions,
): AsyncGenerator<string> {
  let lines = '';
  for await (const record of readFiles(input, source)) {
    const { id, contents, fields } = indexedText(record.parse(), kind, requested, source.docidField);
    lines += `${JSON.stringify({ id, contents, ...fields })}\n`;
    if (lines.length > 1 << 18) {
      throwIfStopped(source.signal);
      yield lines;
      lines = '';
    }
  }
  yield lines;
}
