import { writtenNumber } from '../util/python/json.js';

/** What {@link jsonId} takes, for messages. */
export const idKinds = 'a string nor a number';

/**
 * The id of a record: a string, or a number digit for digit as it is written, `858891879127167001` or `7.5`.
 * @param value the parsed value of the key
 * @param json the record
 * @returns undefined for anything else
 */
export function jsonId(value: unknown, json: string, key: string): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isFinite(value) ? writtenNumber(json, key) : undefined;
}
