import { writtenNumber } from '../util/python/json.js';

/** What {@link jsonId} takes, for messages. */
export const idKinds = 'a string nor a number';

/**
 * The id of a record: a string, or a number digit for digit as it is written, `858891879127167001` or `7.5`.
 * @param value the parsed value of the key
 * @param json the record, if it is a line of JSON
 * @returns undefined for anything else
 */
export function jsonId(value: unknown, json: string | undefined, key: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (!Number.isFinite(value)) return undefined;
  return json === undefined ? String(value) : writtenNumber(json, key);
}
