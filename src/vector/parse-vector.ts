import { TseriniError } from '../util/errors.js';
import { endOfString, parseJson, writtenNumber } from '../util/python/json.js';
import type { SparseVector } from './sparse-vector.js';

/** One record of a JsonVectorCollection. */
export interface VectorRecord {
  readonly id: string;
  /** Absent where the record has none. */
  readonly contents: string | undefined;
  readonly vector: SparseVector;
}

const beforeToken = /\s*"/y;
const weightAndEnd = /\s*:\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([,}])/y;

/**
 * Reads a record without losing the order of its tokens, as `JSON.parse` would with tokens such as "1995".
 * @param where file and line, for errors
 * @throws TseriniError `INPUT`
 */
export function parseVectorRecord(line: string, where: string): VectorRecord {
  const { id, contents, vector } = parseUnorderedRecord(line, where);
  return { id, contents, vector: orderedVector(line, vector) };
}

/** A record whose tokens are in no particular order. */
export interface UnorderedRecord extends Omit<VectorRecord, 'vector'> {
  readonly vector: Readonly<Record<string, number>>;
  /** All of the record. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a record, faster than {@link parseVectorRecord}, where the order of its tokens does not matter.
 * @param where file and line, for errors
 * @throws TseriniError `INPUT`
 */
export function parseUnorderedRecord(line: string, where: string): UnorderedRecord {
  let record: Readonly<Record<string, unknown>>;
  try {
    record = parseJson(line) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new TseriniError('INPUT', `${where}: not JSON (${(error as Error).message})`, { cause: error });
  }
  const { id, contents, vector } = record ?? {};
  const isVector = typeof vector === 'object' && vector !== null && !Array.isArray(vector);
  if ((typeof id !== 'string' && typeof id !== 'number') || !isVector) {
    throw new TseriniError('INPUT', `${where}: not a record of id and vector`);
  }
  if (id === Number.POSITIVE_INFINITY || id === Number.NEGATIVE_INFINITY) {
    throw new TseriniError('INPUT', `${where}: the id is neither a string nor a number`, { value: id });
  }
  const weights = vector as Readonly<Record<string, unknown>>;
  // Object.entries would take longer than the check itself.
  for (const token of Object.keys(weights)) {
    const weight = weights[token];
    if (typeof weight !== 'number' || !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new TseriniError('INPUT', `${where}: the weight of ${token} is not a number from 0 up`, {
        value: weight,
      });
    }
  }
  return {
    id: typeof id === 'string' ? id : writtenNumber(line, 'id'),
    contents: typeof contents === 'string' ? contents : undefined,
    vector: vector as Readonly<Record<string, number>>,
    fields: record,
  };
}

/** An object moves only keys that are whole numbers; without such a token its order is that of the line. */
function orderedVector(line: string, vector: Readonly<Record<string, number>>): SparseVector {
  const unordered = new Map(Object.entries(vector));
  if (![...unordered.keys()].some((token) => /^(0|[1-9]\d*)$/.test(token))) return unordered;
  // The line is valid JSON and the vector flat, so that the key with a brace after it is outside any string; but it
  // may be in another field.
  for (const { index } of line.matchAll(/"vector"\s*:\s*\{/g)) {
    const ordered = readEntries(line, line.indexOf('{', index) + 1);
    const isIt = ordered?.size === unordered.size && [...ordered].every(([t, w]) => unordered.get(t) === w);
    if (isIt) return ordered;
  }
  return unordered;
}

function readEntries(line: string, start: number): Map<string, number> | undefined {
  const vector = new Map<string, number>();
  beforeToken.lastIndex = start;
  while (beforeToken.test(line)) {
    const token = beforeToken.lastIndex - 1;
    const end = endOfString(line, token);
    weightAndEnd.lastIndex = end;
    const match = weightAndEnd.exec(line);
    if (!match) break;
    vector.set(JSON.parse(line.slice(token, end)) as string, Number(match[1]));
    if (match[2] === '}') return vector;
    beforeToken.lastIndex = weightAndEnd.lastIndex;
  }
  return undefined;
}
