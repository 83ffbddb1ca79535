import type { DataFile } from '../../util/files/read-bytes.js';
import { jsonId } from '../json-id.js';
import { type ParsedRecord, type RecordValues, recordError, textOf } from '../record.js';
import { readJsonl } from './jsonl.js';
import type { ReaderOptions, SourceRecord } from './source-record.js';

/** A kind of MS MARCO V2's records, by the names of their fields. */
interface Shape {
  readonly id: string;
  /** The names of the text; the first that a record has counts. */
  readonly text: readonly string[];
  /** The fields before the text in Anserini's contents. */
  readonly before: readonly string[];
  /** Whether a record must have all of those. */
  readonly isComplete: boolean;
}

const before = ['url', 'title', 'headings'];
const passages: Shape = { id: 'pid', text: ['passage'], before, isComplete: false };
const documents: Shape = { id: 'docid', text: ['body', 'segment'], before, isComplete: true };

/**
 * Passages of MS MARCO V2: `pid` and `passage`. Contents are url, title and headings, where they are there, and the
 * passage, with a blank between them, as in Anserini's MsMarcoV2PassageCollection.
 */
export function readMsMarcoV2Passages(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  return readJsonl(file, options, (record) => renamed(record, passages));
}

/** Documents and segments of MS MARCO V2: `docid`, `url`, `title`, `headings`, and `body` or `segment`. */
export function readMsMarcoV2Documents(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  return readJsonl(file, options, (record) => renamed(record, documents));
}

function renamed(record: ParsedRecord, shape: Shape): RecordValues {
  const { values, place } = record;
  const text = shape.text.find((name) => Object.hasOwn(values, name));
  const absent = shape.isComplete
    ? shape.before.filter((name) => !Object.hasOwn(values, name))
    : ([] as string[]);
  if (!Object.hasOwn(values, shape.id)) absent.unshift(shape.id);
  if (text === undefined) absent.push(shape.text.join(' or '));
  if (absent.length > 0) throw recordError(place, `no ${absent.join(', ')}`, absent);
  const parts = [...shape.before.filter((name) => Object.hasOwn(values, name)), text!];
  const contents = parts.map((name) => textOf(record, name)).join(' ');
  return {
    ...values,
    id: jsonId(values[shape.id], record.json, shape.id) ?? values[shape.id],
    text: values[text!],
    contents,
  };
}
