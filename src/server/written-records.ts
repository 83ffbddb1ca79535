import { TseriniError } from '../util/errors.js';

/** A record that was sent. */
export interface SentRecord {
  readonly docid: string;
  /** As it was sent, with its id. */
  readonly json: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What a line of many asks for: a record to store, or a docid to delete. */
export type SentChange = SentRecord | { readonly docid: string; readonly isDeleted: true };

const invalid = (message: string, value?: unknown) => new TseriniError('INPUT', message, { value });

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw invalid(`the record is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('the record is not an object of JSON');
  }
  return value as Record<string, unknown>;
}

/** The docid as the index has it; a number by its digits. */
function docidOf({ id }: Readonly<Record<string, unknown>>): string | undefined {
  if (id === undefined) return undefined;
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
    throw invalid('the "id" of a record is a text or a number', id);
  }
  return String(id);
}

/**
 * Reads the record that was sent for a docid, whose `id` may be left out.
 * @throws TseriniError `INPUT`
 */
export function readRecord(json: string, docid: string): SentRecord {
  const record = parseObject(json);
  const id = docidOf(record);
  if (id === undefined) {
    const isEmpty = Object.keys(record).length === 0;
    const rest = json.trimStart().slice(1);
    return {
      docid,
      json: `{"id":${JSON.stringify(docid)}${isEmpty ? '' : ','}${rest}`,
      record: { id: docid, ...record },
    };
  }
  if (id !== docid) throw invalid(`the "id" of the record is ${id}, and that of its address ${docid}`, id);
  return { docid, json, record };
}

/**
 * Reads a line: a record, or `{"delete": docid}`.
 * @throws TseriniError `INPUT`
 */
export function readChange(json: string): SentChange {
  const record = parseObject(json);
  const docid = docidOf(record);
  if (docid !== undefined) return { docid, json, record };
  const { delete: deleted } = record;
  if (typeof deleted === 'string' && deleted !== '') return { docid: deleted, isDeleted: true };
  throw invalid('the record has no "id"');
}
