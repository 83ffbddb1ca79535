import { TseriniError } from '../../util/errors.js';

/** A vector of a record: weights from 0 up by token; fractions are cut off. */
export type RecordVector = ReadonlyMap<string, number> | Readonly<Record<string, number>>;

/**
 * A document to index, with the fields of a record in a file: `{ id, contents, … }` of a JsonCollection, or
 * `{ id, vector, contents? }` of a JsonVectorCollection.
 */
export interface CollectionRecord {
  readonly id: string | number;
  readonly contents?: string;
  readonly vector?: RecordVector;
  readonly [field: string]: unknown;
}

/** What is done with the records of a unit. */
export type UnitKind = 'ADD' | 'UPDATE' | 'DELETE';

/**
 * JSON of a value; undefined and functions are null, as in JSON's own arrays.
 * @throws RangeError for a number that JSON cannot express
 */
function json(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  // With a function that looks at each value this takes several times as long.
  return text.includes('null') ? (JSON.stringify(value, refuseInfinite) ?? 'null') : text;
}

/** JSON.stringify would write null for them. */
function refuseInfinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`the value of ${JSON.stringify(key)} must be a finite number, not ${value}`);
  }
  return value;
}

function vectorJson(vector: unknown): string {
  if (typeof vector !== 'object' || vector === null || Array.isArray(vector)) return json(vector);
  const entries: Iterable<[unknown, unknown]> = vector instanceof Map ? vector : Object.entries(vector);
  let pairs = '';
  for (const [token, weight] of entries) {
    // NaN and Infinity are left to the shim, which refuses them with the token's name.
    const written = typeof weight === 'number' ? weight : json(weight);
    pairs += `${pairs === '' ? '' : ','}${JSON.stringify(String(token))}:${written}`;
  }
  return `{${pairs}}`;
}

/** A record as a line of JSON, its vector's tokens in their order. */
function recordLine(record: CollectionRecord): string {
  if (typeof record !== 'object' || record === null) {
    throw new TypeError(`expected an object, not ${record === null ? 'null' : typeof record}`);
  }
  if (record.vector === undefined) return json(record);
  const { vector, ...rest } = record;
  const before = json(rest);
  return `${before.slice(0, -1)}${before === '{}' ? '' : ','}"vector":${vectorJson(vector)}}`;
}

/** Outside of strings, where JSON has no line breaks, these are white space. */
const rawLine = (raw: string) => raw.replace(/[\r\n]+/g, ' ');

/**
 * Characters beyond the basic plane as JSON's escapes: with them a text would cross the bridge as bytes, which takes ten
 * times as long.
 */
export const escapeSurrogates = (line: string) =>
  /[\ud800-\udfff\0]/.test(line)
    ? line.replace(/[\ud800-\udfff\0]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : line;

/**
 * The text of a unit, as the shim's `UnitLines` reads it: a line with the kind and the number of records, then a line
 * of JSON for each.
 * @param records objects, or texts that are JSON already
 * @param storesRaw the lines are stored as they are
 * @throws TypeError, RangeError for what JSON cannot express
 */
export function unitText(
  kind: UnitKind,
  records: readonly (CollectionRecord | string)[],
  storesRaw: boolean,
): string {
  const lines = records.map((record, i) => {
    try {
      const line = typeof record === 'string' ? rawLine(record) : recordLine(record);
      return storesRaw ? line : escapeSurrogates(line);
    } catch (error) {
      throw new UnwritableRecord(i, error as Error);
    }
  });
  return `${kind} ${records.length}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** A record that cannot be written as JSON. */
export class UnwritableRecord extends Error {
  readonly record: number;

  constructor(record: number, cause: Error) {
    super(cause.message, { cause });
    this.record = record;
  }
}

/** Where a record stands: `record 3`, or `record 3 of the batch`. */
export type RecordName = (record: number) => string;

/**
 * The error of a record that is refused.
 * @param id empty if it has none
 */
export function refusedRecord(
  name: RecordName,
  record: number,
  id: string,
  reason: string,
  cause?: unknown,
): TseriniError {
  const known = id === '' ? '' : ` (id ${JSON.stringify(id)})`;
  return new TseriniError('INPUT', `${name(record)}${known}: ${reason}`, {
    value: id,
    ...(cause === undefined ? {} : { cause }),
  });
}
