import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import type { DataFile } from '../util/files/read-bytes.js';
import { type FileShard, filesOfShard } from './file-shard.js';
import { corpusFiles } from './files.js';
import { checkSource, readerOf } from './formats/reader.js';
import type { ReaderOptions, SourceOptions, SourceRecord } from './formats/source-record.js';
import { type CorpusRecord, corpusRecord, type FieldOptions } from './record.js';

/** How a corpus is read: its files and their fields. */
export interface CorpusOptions extends FieldOptions, SourceOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ReadOptions extends CorpusOptions {
  /** Records to skip at the start. Default: 0. */
  readonly skip?: number | undefined;
  /** The most records to read after those. Default: all. */
  readonly take?: number | undefined;
}

/**
 * Streams a corpus: a file, or the files of a folder or zip archive, as {@link corpusFiles} lists them. Blank lines are
 * skipped. Memory does not grow with the corpus.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT`, with file and line or row
 */
export async function* readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<CorpusRecord> {
  const first = options.skip ?? 0;
  const end = first + (options.take ?? Number.POSITIVE_INFINITY);
  if (first >= end) return;
  let index = 0;
  for await (const record of readSource(path, options)) {
    if (index >= first) yield corpusRecord(record.parse(), options);
    if (++index >= end) return;
  }
}

/** Streams the records of a corpus without parsing them. */
export function readSource(path: string, options: CorpusOptions): AsyncGenerator<SourceRecord> {
  const fields = options.fields ?? ['text'];
  return readFiles(path, { ...options, required: fields, wanted: ['contents'] });
}

/** Options of {@link readFiles}. */
export interface FileOptions extends ReaderOptions {
  /** Only the files of a part. */
  readonly shard?: FileShard | undefined;
}

/** Streams the records of a corpus's files. @throws TseriniError as {@link readRecords}; `USAGE` */
export async function* readFiles(path: string, options: FileOptions): AsyncGenerator<SourceRecord> {
  checkSource(options);
  const all = await corpusFiles(path, options.format, options.signal);
  const files = options.shard ? filesOfShard(all, options.shard, ({ file }) => file.name) : all;
  for (const { file, format } of files) {
    throwIfStopped(options.signal);
    refuseCompressed(file);
    // An option for another format would be ignored.
    checkSource({ ...options, format });
    yield* (await readerOf(format))(file, options);
  }
}

/** @throws TseriniError `INPUT` where the name is of a compression that is not read */
function refuseCompressed({ name }: DataFile): void {
  const ending = /\.(\d*z|bz2|xz|zst|7z|rar)$/i.exec(name)?.[0];
  if (ending === undefined || /\.gz$/i.test(name)) return;
  const how = /\.\d*z$/i.test(ending) ? 'gzip -d unpacks it' : 'unpack it';
  throw new TseriniError('INPUT', `a file compressed as ${ending} is not read, ${how}: ${name}`, {
    value: name,
  });
}
