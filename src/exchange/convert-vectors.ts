import { throwIfStopped } from '../util/abort.js';
import { formatOfInput, formatOfOutput, type VectorFormat, type VectorInput } from './formats.js';
import { readVectorRecords } from './read-records.js';
import { Vocabulary } from './vocabulary.js';
import { checkOutput, scaled, writeVectors } from './write-vectors.js';

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
  throwIfStopped(signal);
  await checkOutput(output, scale);
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
  const beside = await writeVectors(records, output, {
    ...{ format, vocabulary, hasVocabulary: given !== undefined, name: options.name, signal },
  });
  return { vectors, format, beside };
}
