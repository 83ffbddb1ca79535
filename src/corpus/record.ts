import { TseriniError } from '../util/errors.js';
import { parseJson } from '../util/python/json.js';
import { idKinds, jsonId } from './json-id.js';
import { strip, stripBlanks } from './strip.js';

/** One document of a corpus. */
export interface CorpusRecord {
  readonly id: string;
  /** The text of each requested field that the record has, in that order; of a null field, empty. */
  readonly fields: ReadonlyMap<string, string>;
}

export interface FieldOptions {
  /** The fields to read. Default: `text`. */
  readonly fields?: readonly string[] | undefined;
  /** The field of the id. Default: the first of id, _id, docid that a record has. */
  readonly docidField?: string | undefined;
  /** The separator of the fields in a record's `contents`. Default: a newline. */
  readonly delimiter?: string | undefined;
}

/** The values of a record by name, before anything is known of them. */
export type RecordValues = Readonly<Record<string, unknown>>;

/** A record as a source has it. */
export interface ParsedRecord {
  readonly values: RecordValues;
  /** Where it is, for messages: `file:line`, or `file: row number`. */
  readonly place: string;
  /** Its line of JSON, where it has one: it says how a number is written. */
  readonly json?: string | undefined;
}

/** Names of the id, in the order in which they are looked for. */
export const idFields: readonly string[] = ['id', '_id', 'docid'];

/** The error of a record, with its place. */
export function recordError(place: string, what: string, value?: unknown, cause?: unknown): TseriniError {
  return new TseriniError('INPUT', `${place}: ${what}`, { value, cause });
}

/** @throws TseriniError `INPUT`, with the place, where the text is not a JSON object */
export function parseObject(json: string, place: string): ParsedRecord {
  let values: unknown;
  try {
    values = parseJson(json);
  } catch (error) {
    throw recordError(place, `not JSON (${(error as Error).message})`, undefined, error);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw recordError(place, 'not a JSON object');
  }
  return { values: values as RecordValues, place, json };
}

/**
 * A document of a corpus by Pyserini's rules: fields by their names, each stripped; if a record lacks one of them,
 * `contents` split at the delimiter. Without `contents`, fields beside `text` may be absent.
 * @throws TseriniError `INPUT`, with the place
 */
export function corpusRecord(record: ParsedRecord, options: FieldOptions): CorpusRecord {
  const { values } = record;
  const names = options.fields ?? ['text'];
  const present = names.filter((name) => Object.hasOwn(values, name));
  const isSplit =
    present.length < names.length &&
    (present.length === 0 || Object.hasOwn(values, 'contents') || !present.includes('text'));
  const fields: [string, string][] = isSplit
    ? splitContents(record, names, options.delimiter ?? '\n')
    : present.map((name) => [name, strip(textOf(record, name))]);
  return { id: idOf(record, options.docidField), fields: new Map(fields) };
}

/** @throws TseriniError `INPUT`, with the place, where there is no id */
export function idOf({ values, json, place }: ParsedRecord, docidField?: string): string {
  const name = docidField ?? idFields.find((field) => Object.hasOwn(values, field));
  const value = name === undefined || !Object.hasOwn(values, name) ? undefined : values[name];
  if (name === undefined || value === undefined || value === null)
    throw recordError(place, `no id (looked for ${docidField ?? idFields.join(', ')})`);
  const id = jsonId(value, json, name);
  if (id === undefined) throw recordError(place, `the id in ${name} is neither ${idKinds}`, value);
  // An index refuses an empty id, possibly after days of encoding.
  if (id === '') throw recordError(place, `the id in ${name} is empty`);
  return id;
}

/** The text of a field that a record has. @throws TseriniError `INPUT`, with the place, if it is not a string */
export function textOf({ values, place }: ParsedRecord, name: string): string {
  const value = values[name];
  if (value === null) return '';
  if (typeof value !== 'string') throw recordError(place, `field ${name} is not a string`, value);
  return value;
}

function splitContents(
  { values, place }: ParsedRecord,
  names: readonly string[],
  delimiter: string,
): [string, string][] {
  const { contents } = values;
  if (typeof contents !== 'string') {
    const missing = names.filter((name) => !Object.hasOwn(values, name));
    throw recordError(place, `no field ${missing.join(', ')} and no contents to take it from`);
  }
  const parts = contents.split(delimiter);
  // A delimiter at the very end is no empty field: some programs write one after every field.
  if (parts.length === names.length + 1 && parts.at(-1) === '') parts.pop();
  if (parts.length !== names.length) {
    throw recordError(
      place,
      `contents has ${parts.length} parts at the delimiter ${JSON.stringify(delimiter)}, ` +
        `expected ${names.length} (${names.join(', ')})`,
    );
  }
  return names.map((name, i) => [name, stripBlanks(parts[i]!)]);
}
