import type { DocumentText } from '../encode/document-text.js';
import { type CollectionRecord, type RecordName, refusedRecord } from '../lucene/index/record-lines.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** A document of texts, with any other fields, which are stored with it. */
export interface TextRecord {
  /** Names the document. */
  readonly id: string | number;
  readonly title?: string | undefined;
  readonly text: string;
  readonly [field: string]: unknown;
}

/** A record that is checked, and not affected by what happens to the caller's object. */
export interface PreparedRecord {
  readonly document: DocumentText;
  /** The record to index, but for its vector. */
  readonly record: CollectionRecord;
}

/**
 * Checks a record, and takes from it what is indexed and stored.
 * @param name what the record is called in an error
 * @param number its place in the batch, from 0
 * @param fields those that filters compare
 * @throws TseriniError `INPUT`
 */
export function prepareRecord(
  record: TextRecord,
  name: RecordName,
  number: number,
  fields: readonly string[],
): PreparedRecord {
  const given = record as Partial<Record<string, unknown>> | null | undefined;
  const shown = typeof given?.id === 'string' || typeof given?.id === 'number' ? String(given.id) : '';
  const refuse = (reason: string, cause?: unknown) => refusedRecord(name, number, shown, reason, cause);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse('expected an object { id, title, text, … }');
  }
  if (shown === '') throw refuse('no "id" that is a text or a number');
  const { title = '', text } = given;
  if (typeof text !== 'string') throw refuse('no "text" that is a string');
  if (typeof title !== 'string') throw refuse('the "title" is not a string');
  let raw: string;
  try {
    raw = JSON.stringify(given);
  } catch (error) {
    throw refuse(`not expressible as JSON (${(error as Error).message})`, error);
  }
  const filtered = Object.fromEntries(fields.map((field) => [field, given[field]]));
  const contents = title === '' ? text : `${title}\n${text}`;
  return {
    document: { title, text },
    // The id first, so that errors of the others have it.
    record: { id: record.id, ...filtered, contents, raw },
  };
}

/** The record to index. */
export function withVector({ record }: PreparedRecord, vector: SparseVector): CollectionRecord {
  return { ...record, vector };
}
