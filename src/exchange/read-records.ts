import { collectionFiles } from '../corpus/collection-files.js';
import { TseriniError } from '../util/errors.js';
import { lineText, readLines } from '../util/files/read-lines.js';
import { parseJson, writtenNumber } from '../util/python/json.js';
import { parseVectorRecord, type VectorRecord } from '../vector/parse-vector.js';
import type { VectorInput } from './formats.js';
import { readNpz, rowVector } from './read-npz.js';
import type { Vocabulary } from './vocabulary.js';

/** How vectors are read. */
export interface ReadSettings {
  /** The tokens of the numbers of `indices` and `npz`. */
  readonly vocabulary?: Vocabulary | undefined;
  /** A file with the ids of the rows of an npz file, one per line. Default: the numbers of the rows, from 0. */
  readonly docids?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads vectors in one of the formats. Holds one at a time.
 * @param input a file; of `jsonl` and `indices` also a folder of .jsonl files, plain or .gz
 * @throws TseriniError `USAGE` (no vocabulary), `NOT_FOUND`, `IO`, `INPUT` with the place in the file, `INTERRUPTED`
 */
export async function* readVectorRecords(
  input: string,
  format: VectorInput,
  { vocabulary, docids, signal }: ReadSettings,
): AsyncGenerator<VectorRecord> {
  if (format !== 'jsonl' && !vocabulary) {
    throw new TseriniError(
      'USAGE',
      `vectors in the format ${format} need a vocabulary, which names their numbers`,
      {
        value: format,
      },
    );
  }
  if (format === 'npz') {
    yield* readNpz(input, vocabulary!, docids === undefined ? undefined : lines(docids));
    return;
  }
  for (const { path } of await collectionFiles(input)) {
    for await (const line of readLines('collection', path, { signal })) {
      const [text, where] = [lineText(path, line), `${path}:${line.number}`];
      yield format === 'jsonl' ? parseVectorRecord(text, where) : parseIndices(text, where, vocabulary!);
    }
  }
}

async function* lines(path: string): AsyncGenerator<string> {
  for await (const line of readLines('docids', path)) yield lineText(path, line);
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number');

/** Reads `{"id": …, "indices": […], "values": […]}`. */
function parseIndices(text: string, where: string, vocabulary: Vocabulary): VectorRecord {
  let record: Readonly<Record<string, unknown>>;
  try {
    record = parseJson(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new TseriniError('INPUT', `${where}: not JSON (${(error as Error).message})`, { cause: error });
  }
  const { id, indices, values, contents } = record ?? {};
  if ((typeof id !== 'string' && typeof id !== 'number') || !isNumbers(indices) || !isNumbers(values)) {
    throw new TseriniError('INPUT', `${where}: not a record of id, indices and values`);
  }
  if (indices.length !== values.length) {
    throw new TseriniError('INPUT', `${where}: ${indices.length} indices and ${values.length} values`);
  }
  return {
    id: typeof id === 'string' ? id : writtenNumber(text, 'id'),
    contents: typeof contents === 'string' ? contents : undefined,
    vector: rowVector(indices, values, vocabulary, where),
  };
}
