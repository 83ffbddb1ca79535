import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Topic } from '../topics/topic.js';
import { stopError, throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import { mapOrdered } from '../util/map-ordered.js';
import { pythonJsonString } from '../util/python/json.js';
import { pythonJsonVector } from '../vector/format-vector.js';
import type { SparseVector } from '../vector/sparse-vector.js';

import type { QueryEncoder } from './query-encoder.js';

/** What to encode, from where to where, and with what. */
export interface EncodeTopicsOptions {
  readonly signal?: AbortSignal;
  /** Told how many are done so far, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Encodes topics once, to a file that searching takes in place of a model:
 *
 * - `.jsonl`: `{"id", "contents", "vector"}` a line, for the encoder class `cached`
 * - `.tsv`: id, tab, each token as often as its weight, for pretokenized topics. A weight of 0 has no form
 *   there and is lost.
 *
 * Either is gzipped where the name goes on with `.gz`. The file is there when it is whole, and not before.
 * @throws TseriniError `USAGE` for another ending, `INTERRUPTED` by the signal, `IO`
 */
export async function encodeTopics(
  topics: readonly Topic[],
  encoder: QueryEncoder,
  output: string,
  options: EncodeTopicsOptions = {},
): Promise<void> {
  const format = /\.(jsonl|tsv)(\.gz)?$/.exec(output);
  if (!format) {
    throw new TseriniError('USAGE', `the output must end in .jsonl or .tsv, or those with .gz: ${output}`, {
      value: output,
    });
  }
  const line = format[1] === 'jsonl' ? jsonLine : tsvLine;
  const lines = async function* () {
    let done = 0;
    const encoded = mapOrdered(topics, 4, async (topic) => line(topic, await encoder.encode(topic.text)));
    for await (const text of encoded) {
      throwIfStopped(options.signal);
      yield text;
      options.onProgress?.(++done, topics.length);
    }
  };
  try {
    // Whatever ends one of the streams ends the other, with its error.
    const parts: AsyncIterable<string | Buffer> = format[2]
      ? pipeline(lines(), createGzip(), () => {})
      : lines();
    await writeAtomically('encoded topics', output, parts, options.signal);
  } catch (error) {
    if (options.signal?.aborted) {
      throw stopError(options.signal, 'stopped before all topics were encoded; nothing was written');
    }
    throw error;
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
