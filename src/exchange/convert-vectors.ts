import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { makeFolder } from '../util/files/make-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import { roundHalfEven } from '../vector/quantize.js';
import { type LineWriter, lineWriters } from './feeds.js';
import { formatOfInput, formatOfOutput, type VectorFormat, type VectorInput } from './formats.js';
import { NpzSpool } from './npz-spool.js';
import { readVectorRecords } from './read-records.js';
import { Vocabulary } from './vocabulary.js';

/** How vectors are converted. */
export interface ConvertOptions {
  /** The format of the input. Default: npz by its ending, else jsonl. */
  readonly from?: VectorInput | undefined;
  /** The format of the output. Default: by its ending. */
  readonly format?: VectorFormat | undefined;
  /**
   * A file that numbers the tokens, one per line, from 0. Needed to read numbers; to write them, tokens are numbered as
   * they are met unless it is given, and the numbers are written beside the output.
   */
  readonly vocabulary?: string | undefined;
  /** Ids of the rows of an npz file, one per line. Default: the numbers of the rows, from 0. */
  readonly docids?: string | undefined;
  /** Multiplies the weights, which become whole numbers, halves to even; those that become 0 are left out. */
  readonly scale?: number | undefined;
  /** The index of a bulk request's actions, or Vespa's type of documents. */
  readonly name?: string | undefined;
  /** Stops the conversion; no file is left. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the vectors done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** What was written. */
export interface ConvertResult {
  readonly vectors: number;
  readonly format: VectorFormat;
  /** The files beside the output: vocabulary and docids, where the format needs them. */
  readonly beside: readonly string[];
}

const hasNumbers: readonly VectorFormat[] = ['indices', 'npz', 'qdrant'];

/**
 * Converts vectors from one format to another, one at a time. Each file appears when it is whole.
 * @param input a file of vectors; of lines also a folder of them
 * @throws TseriniError `USAGE` (an unknown ending, no vocabulary), `NOT_FOUND`, `INPUT` with the place, `IO`, `INTERRUPTED`
 */
export async function convertVectors(
  input: string,
  output: string,
  options: ConvertOptions = {},
): Promise<ConvertResult> {
  const format = formatOfOutput(output, options.format);
  const from = formatOfInput(input, options.from);
  const { signal, scale } = options;
  if (scale !== undefined && !(scale > 0 && Number.isFinite(scale))) {
    throw new TseriniError('USAGE', `scale must be a number above 0, not ${scale}`, { value: scale });
  }
  throwIfStopped(signal);
  if ((await statOrUndefined(output))?.isDirectory()) {
    throw new TseriniError('USAGE', `vectors need a file, and this is a folder: ${output}`, {
      value: output,
    });
  }
  const given = options.vocabulary === undefined ? undefined : await Vocabulary.read(options.vocabulary);
  const isRead = from !== 'jsonl';
  const vocabulary = given ?? Vocabulary.empty();
  let vectors = 0;
  const records = (async function* () {
    const settings = { vocabulary: isRead ? given : undefined, docids: options.docids, signal };
    for await (const record of readVectorRecords(input, from, settings)) {
      yield scale === undefined ? record : scaled(record, scale);
      vectors++;
      if (vectors % 1000 === 0) options.onProgress?.(vectors);
    }
    options.onProgress?.(vectors);
  })();
  const beside: string[] = [];
  const stem = output.replace(/(\.(jsonl|ndjson|json))?(\.gz)?$|\.npz$/, '');
  const writeVocabulary = async () => {
    if (!hasNumbers.includes(format) || given) return;
    beside.push(`${stem}.vocabulary.txt`);
    await writeAtomically('vocabulary', beside.at(-1)!, vocabulary.lines(), signal);
  };
  if (format === 'npz') {
    await makeFolder(dirname(output), 'folder of the vectors');
    await using spool = await NpzSpool.open(output, vocabulary);
    beside.push(`${stem}.docids.txt`);
    await writeAtomically('docids', beside.at(-1)!, spooled(records, spool), signal);
    await writeVocabulary();
    await writeAtomically('vectors', output, spool.archive(), signal);
  } else {
    const text = written(records, lineWriters[format]({ vocabulary, name: options.name }));
    await writeAtomically('vectors', output, output.endsWith('.gz') ? gzipped(text) : text, signal);
    await writeVocabulary();
  }
  return { vectors, format, beside };
}

function scaled(record: VectorRecord, scale: number): VectorRecord {
  const weights = Array.from(
    record.vector,
    ([token, weight]) => [token, roundHalfEven(weight * scale)] as const,
  );
  return { ...record, vector: new Map(weights.filter(([, weight]) => weight > 0)) };
}

/** The docids of the records, one per line, which go into the spool. */
async function* spooled(records: AsyncIterable<VectorRecord>, spool: NpzSpool): AsyncGenerator<string> {
  for await (const record of records) {
    if (/[\r\n]/.test(record.id) || record.id.trim() === '') {
      throw new TseriniError(
        'INPUT',
        `the id ${JSON.stringify(record.id)} cannot be a line of the file of docids`,
        {
          value: record.id,
        },
      );
    }
    await spool.add(record);
    yield `${record.id}\n`;
  }
}

async function* written(
  records: AsyncIterable<VectorRecord>,
  { write, end }: LineWriter,
): AsyncGenerator<string> {
  let number = 0;
  let text = '';
  for await (const record of records) {
    text += write(record, number++);
    if (text.length > 1 << 18) {
      yield text;
      text = '';
    }
  }
  yield text + (end?.(number) ?? '');
}

async function* gzipped(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  const gzip = createGzip();
  const feeding = pipeline(Readable.from(parts), gzip);
  feeding.catch(() => {});
  yield* gzip as AsyncIterable<Buffer>;
  await feeding;
}
