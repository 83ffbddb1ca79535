import { TseriniError } from '../util/errors.js';
import { corpusFiles } from './files.js';
import { isBlank, readBytes, splitLines } from './lines.js';
import { type CorpusRecord, type FieldOptions, parseRecord } from './record.js';

export interface ReadOptions extends FieldOptions {
  /** Records to pass over at the start. Default: 0. */
  readonly skip?: number | undefined;
  /** Records to read at most after those. Default: all. */
  readonly take?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A record that has not been parsed. */
export interface RecordLine {
  readonly bytes: Buffer;
  /** @throws TseriniError `INPUT` naming the file and line */
  parse(options: FieldOptions): CorpusRecord;
}

/**
 * Streams a corpus: a JSONL file, a gzipped one, or a folder or zip archive of them in the order of their
 * names; of BEIR's layout the corpus. Blank lines are passed over. Memory does not grow with the corpus.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` naming the file and line
 */
export async function* readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<CorpusRecord> {
  const first = options.skip ?? 0;
  const end = first + (options.take ?? Number.POSITIVE_INFINITY);
  if (first >= end) return;
  let index = 0;
  for await (const line of readLines(path, options.signal)) {
    if (index >= first) yield line.parse(options);
    if (++index >= end) return;
  }
}

/** Streams a corpus's records without parsing them. */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<RecordLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const source of await corpusFiles(path)) {
    const file = source.name;
    let number = 0;
    for await (const bytes of splitLines(readBytes(source, signal), file)) {
      number++;
      if (isBlank(bytes)) continue;
      const line = number;
      yield {
        bytes,
        parse: (options) => parseRecord(decode(decoder, bytes, file, line), options, { file, line }),
      };
    }
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  line: Buffer,
  file: string,
  number: number,
): string {
  try {
    return decoder.decode(line);
  } catch (error) {
    throw new TseriniError('INPUT', `${file}:${number}: not UTF-8`, { cause: error });
  }
}
