import { TseriniError } from '../util/errors.js';
import { ZipArchive } from '../util/zip/archive.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import { NpyReader } from './npy.js';
import type { Vocabulary } from './vocabulary.js';

const arrays = ['indptr', 'indices', 'data'] as const;

/** More entries than any document has; a row takes memory. */
const largestRow = 1 << 24;

/**
 * Reads the rows of a sparse matrix that scipy saved as npz (`scipy.sparse.save_npz`), in CSR form. Holds one row at a
 * time.
 * @param docids the ids of the rows; absent: their numbers, from 0
 * @throws TseriniError `NOT_FOUND`, `IO`; `INPUT` where the archive is damaged or a zip bomb, the matrix is not in CSR
 *   form, a column is not in the vocabulary, or a weight is not a number from 0 up
 */
export async function* readNpz(
  path: string,
  vocabulary: Vocabulary,
  docids?: AsyncIterator<string>,
): AsyncGenerator<VectorRecord> {
  const archive = await ZipArchive.open(path);
  const refuse = (what: string): never => {
    throw new TseriniError('INPUT', `${path}: ${what}`, { value: path });
  };
  const missing = [...arrays, 'shape', 'format'].find((name) => !archive.names.includes(`${name}.npy`));
  if (missing) refuse(`it has no ${missing}.npy, and is no sparse matrix that scipy saved`);
  const open = (name: string) => NpyReader.open(archive.read(`${name}.npy`), `${path}: ${name}.npy`);
  const whole = async <T>(name: string, read: (reader: NpyReader) => Promise<T>): Promise<T> => {
    const reader = await open(name);
    return read(reader).finally(() => reader.close());
  };
  const format = await whole('format', (reader) => reader.text());
  if (format !== 'csr') refuse(`the matrix is in the form ${format}, and not csr: save it after .tocsr()`);
  const [rows, columns] = (await whole('shape', (reader) => reader.numbers(2))) as [number, number];
  if (columns > vocabulary.size) {
    refuse(`it has ${columns} columns, and the vocabulary ${vocabulary.size} tokens`);
  }
  const readers: NpyReader[] = [];
  try {
    for (const name of arrays) readers.push(await open(name));
    const [indptr, indices, data] = readers as [NpyReader, NpyReader, NpyReader];
    if (indptr.length !== rows + 1) refuse(`indptr.npy has ${indptr.length} entries for ${rows} rows`);
    if (indices.length !== data.length) {
      refuse(`indices.npy has ${indices.length} entries, and data.npy ${data.length}`);
    }
    let [start] = (await indptr.numbers(1)) as [number];
    if (start !== 0) refuse(`the first row begins at entry ${start}`);
    for (let row = 0; row < rows; row++) {
      const [end] = (await indptr.numbers(1)) as [number];
      if (!(end >= start && end <= data.length && end - start <= largestRow)) {
        refuse(`row ${row} is said to end at entry ${end}, after ${start} of ${data.length}`);
      }
      const [numbers, weights] = await Promise.all([indices.numbers(end - start), data.numbers(end - start)]);
      start = end;
      const id = docids ? (await docids.next()).value : String(row);
      if (id === undefined) refuse(`it has ${rows} rows, and the file of docids ${row}`);
      yield {
        id,
        contents: undefined,
        vector: rowVector(numbers, weights, vocabulary, `${path}: row ${row}`),
      };
    }
    if (start !== data.length) refuse(`its rows end at entry ${start} of ${data.length}`);
    if (docids && !(await docids.next()).done) refuse(`it has ${rows} rows, and the file of docids has more`);
    for (const reader of readers) await reader.end();
  } finally {
    for (const reader of readers) await reader.close();
    await docids?.return?.();
  }
}

/**
 * The vector of numbers and weights.
 * @param where for messages
 * @throws TseriniError `INPUT`
 */
export function rowVector(
  numbers: readonly number[],
  weights: readonly number[],
  vocabulary: Vocabulary,
  where: string,
): Map<string, number> {
  const vector = new Map<string, number>();
  for (const [i, number] of numbers.entries()) {
    const token = vocabulary.token(number);
    const weight = weights[i]!;
    if (token === undefined) {
      throw new TseriniError(
        'INPUT',
        `${where}: the index ${number} is not one of ${vocabulary.size} tokens`,
        {
          value: number,
        },
      );
    }
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new TseriniError(
        'INPUT',
        `${where}: the weight of ${token} is not a number from 0 up: ${weight}`,
        {
          value: weight,
        },
      );
    }
    if (vector.has(token)) {
      throw new TseriniError('INPUT', `${where}: the index ${number} comes twice`, { value: number });
    }
    vector.set(token, weight);
  }
  return vector;
}
