import { lineText, readLines } from '../util/files/read-lines.js';
import { corpusFiles } from './files.js';
import { type CorpusRecord, type FieldOptions, parseRecord } from './record.js';

export interface ReadOptions extends FieldOptions {
  /** Records to skip at the start. Default: 0. */
  readonly skip?: number | undefined;
  /** The most records to read after those. Default: all. */
  readonly take?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A record that has not been parsed. */
export interface RecordLine {
  readonly bytes: Buffer;
  /** @throws TseriniError `INPUT`, with file and line */
  parse(options: FieldOptions): CorpusRecord;
}

/**
 * Streams a corpus: a JSONL file, plain or gzipped, or the files of a folder or zip archive, as {@link corpusFiles} lists
 * them. Blank lines are skipped. Memory does not grow with the corpus.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT`, with file and line
 */
export async function* readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<CorpusRecord> {
  const first = options.skip ?? 0;
  const end = first + (options.take ?? Number.POSITIVE_INFINITY);
  if (first >= end) return;
  let index = 0;
  for await (const line of readRecordLines(path, options.signal)) {
    if (index >= first) yield line.parse(options);
    if (++index >= end) return;
  }
}

/** Streams the records of a corpus without parsing them. */
export async function* readRecordLines(path: string, signal?: AbortSignal): AsyncGenerator<RecordLine> {
  for (const source of await corpusFiles(path)) {
    const file = source.name;
    for await (const line of readLines('corpus', source, { signal })) {
      const parse = (options: FieldOptions) =>
        parseRecord(lineText(file, line), options, { file, line: line.number });
      yield { bytes: line.bytes, parse };
    }
  }
}
