import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { TseriniError } from '../util/errors.js';
import { makeFolder } from '../util/files/make-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import { roundHalfEven } from '../vector/quantize.js';
import { type LineWriter, lineWriters } from './feeds.js';
import type { VectorFormat } from './formats.js';
import { NpzSpool } from './npz-spool.js';
import type { Vocabulary } from './vocabulary.js';

/** How vectors are written. */
export interface WriteVectorsOptions {
  readonly format: VectorFormat;
  readonly vocabulary: Vocabulary;
  /** Whether the vocabulary is a file already, and need not be written. */
  readonly hasVocabulary: boolean;
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const hasNumbers: readonly VectorFormat[] = ['indices', 'npz', 'qdrant'];

/** @throws TseriniError `USAGE` where a file of vectors cannot be, or for a scale out of range */
export async function checkOutput(output: string, scale: number | undefined): Promise<void> {
  if (scale !== undefined && !(scale > 0 && Number.isFinite(scale))) {
    throw new TseriniError('USAGE', `scale must be a number above 0, not ${scale}`, { value: scale });
  }
  if ((await statOrUndefined(output))?.isDirectory()) {
    throw new TseriniError('USAGE', `vectors need a file, and this is a folder: ${output}`, {
      value: output,
    });
  }
}

/**
 * Writes vectors in a format, one at a time. Each file appears when it is whole.
 * @returns the files beside the output: vocabulary and docids, where the format needs them
 */
export async function writeVectors(
  records: AsyncIterable<VectorRecord>,
  output: string,
  { format, vocabulary, hasVocabulary, name, signal }: WriteVectorsOptions,
): Promise<string[]> {
  const beside: string[] = [];
  const stem = output.replace(/(\.(jsonl|ndjson|json))?(\.gz)?$|\.npz$/, '');
  const writeVocabulary = async () => {
    if (!hasNumbers.includes(format) || hasVocabulary) return;
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
    const text = written(records, lineWriters[format]({ vocabulary, name }));
    await writeAtomically('vectors', output, output.endsWith('.gz') ? gzipped(text) : text, signal);
    await writeVocabulary();
  }
  return beside;
}

/** The record with its weights multiplied, and rounded to whole numbers, halves to even; without those that become 0. */
export function scaled(record: VectorRecord, scale: number): VectorRecord {
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
