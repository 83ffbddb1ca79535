import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Topic } from '../topics/topic.js';
import { abortable, stopError } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import { mapOrdered } from '../util/map-ordered.js';
import { pythonJsonString } from '../util/python/json.js';
import { pythonJsonVector } from '../vector/format-vector.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { QueryEncoder } from './query-encoder.js';

/** How topics are encoded. */
export interface EncodeTopicsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of topics done so far, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Encodes topics to a file that a search uses in place of a model:
 *
 * - `.jsonl`: one `{"id", "contents", "vector"}` per line, for the encoder class `cached`
 * - `.tsv`: id, tab, each token repeated by its weight, for pretokenized topics. This format cannot represent a
 *   weight of 0.
 *
 * Either is gzipped if `.gz` follows. The file appears when it is complete.
 * @throws TseriniError `USAGE` for another ending, `INTERRUPTED` by the signal, `IO`; and what the encoder throws
 */
export async function encodeTopics(
  topics: readonly Topic[],
  encoder: QueryEncoder,
  output: string,
  { signal, onProgress }: EncodeTopicsOptions = {},
): Promise<void> {
  const format = /\.(jsonl|tsv)(\.gz)?$/.exec(output);
  if (!format) {
    throw new TseriniError('USAGE', `the output must end in .jsonl or .tsv, or those with .gz: ${output}`, {
      value: output,
    });
  }
  if (format[1] === 'tsv' && encoder.quantization === null) {
    throw new TseriniError(
      'USAGE',
      `raw weights cannot be written as repeated tokens, give a .jsonl: ${output}`,
      { value: output },
    );
  }
  const line = format[1] === 'jsonl' ? jsonLine : tsvLine;
  const encode = async (topic: Topic) => line(topic, await abortable(encoder.encode(topic.text), signal));
  const lines = async function* () {
    let done = 0;
    for await (const text of mapOrdered(topics, 4, encode)) {
      yield text;
      onProgress?.(++done, topics.length);
    }
  };
  const parts = format[2] ? pipeline(Readable.from(lines()), createGzip(), () => {}) : lines();
  try {
    await writeAtomically('encoded topics', output, parts, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw stopError(signal, 'stopped before all topics were encoded; nothing was written');
  }
}

function jsonLine({ id, text }: Topic, vector: SparseVector): string {
  return `{"id": ${pythonJsonString(id)}, "contents": ${pythonJsonString(text)}, "vector": ${pythonJsonVector(vector)}}\n`;
}

function tsvLine({ id }: Topic, vector: SparseVector): string {
  const tokens = [...vector].flatMap(([token, weight]) =>
    Array.from({ length: Math.trunc(weight) }, () => token),
  );
  return `${id}\t${tokens.join(' ')}\n`;
}
