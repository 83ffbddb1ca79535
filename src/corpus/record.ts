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

const idFields = ['id', '_id', 'docid'];

/**
 * Parses one line of a corpus by Pyserini's rules: fields by their names, each stripped; if a record lacks one of them,
 * `contents` split at the delimiter. Without `contents`, fields beside `text` may be absent.
 * @throws TseriniError `INPUT`, with file and line
 */
export function parseRecord(
  line: string,
  options: FieldOptions,
  place: { readonly file: string; readonly line: number },
): CorpusRecord {
  const fail = (what: string, value?: unknown, cause?: unknown) =>
    new TseriniError('INPUT', `${place.file}:${place.line}: ${what}`, { value, cause });
  let record: unknown;
  try {
    record = parseJson(line);
  } catch (error) {
    throw fail(`not JSON (${(error as Error).message})`, undefined, error);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw fail('not a JSON object');
  const values = record as Readonly<Record<string, unknown>>;
  const names = options.fields ?? ['text'];
  const present = names.filter((name) => Object.hasOwn(values, name));
  const isSplit =
    present.length < names.length &&
    (present.length === 0 || Object.hasOwn(values, 'contents') || !present.includes('text'));
  const fields: [string, string][] = isSplit
    ? splitContents(values, names, options.delimiter ?? '\n', fail)
    : present.map((name) => [name, fieldText(values[name], name, fail)]);
  return { id: idOf(values, line, options.docidField, fail), fields: new Map(fields) };
}

type Fail = (what: string, value?: unknown) => TseriniError;

function idOf(
  record: Readonly<Record<string, unknown>>,
  line: string,
  docidField: string | undefined,
  fail: Fail,
): string {
  const name = docidField ?? idFields.find((field) => Object.hasOwn(record, field));
  const value = name === undefined ? undefined : record[name];
  if (name === undefined || value === undefined || value === null)
    throw fail(`no id (looked for ${docidField ?? idFields.join(', ')})`);
  const id = jsonId(value, line, name);
  if (id === undefined) throw fail(`the id in ${name} is neither ${idKinds}`, value);
  // An index refuses an empty id, possibly after days of encoding.
  if (id === '') throw fail(`the id in ${name} is empty`);
  return id;
}

function fieldText(value: unknown, name: string, fail: Fail): string {
  if (value === null) return '';
  if (typeof value !== 'string') throw fail(`field ${name} is not a string`, value);
  return strip(value);
}

function splitContents(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
  delimiter: string,
  fail: Fail,
): [string, string][] {
  const { contents } = record;
  if (typeof contents !== 'string') {
    const missing = names.filter((name) => !Object.hasOwn(record, name));
    throw fail(`no field ${missing.join(', ')} and no contents to take it from`);
  }
  const parts = contents.split(delimiter);
  // A delimiter at the very end is no empty field: some programs write one after every field.
  if (parts.length === names.length + 1 && parts.at(-1) === '') parts.pop();
  if (parts.length !== names.length) {
    throw fail(
      `contents has ${parts.length} parts at the delimiter ${JSON.stringify(delimiter)}, ` +
        `expected ${names.length} (${names.join(', ')})`,
    );
  }
  return names.map((name, i) => [name, stripBlanks(parts[i]!)]);
}
