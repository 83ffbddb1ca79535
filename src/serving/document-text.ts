import type { StoredDocument } from '../search/impact-searcher.js';
import { parseJson, writtenNumber } from '../util/python/json.js';

/** The title and text of a document, where they are stored. */
export interface DocumentText {
  readonly title: string | undefined;
  readonly text: string | undefined;
}

/** What can be shown of a document. */
export interface ShownDocument extends DocumentText {
  /** The record, parsed if it is JSON; null if none is stored. */
  readonly doc: unknown;
}

/** How a stored record is returned. */
export interface RecordForm {
  /** False for the record as it is stored, a string. Default: true, parsed if it is JSON. */
  readonly parse?: boolean | undefined;
  /** Characters after which each text of a record is cut. */
  readonly maxLength?: number | undefined;
}

/** The record of a document in the form that is asked for. */
export function recordOf(stored: StoredDocument, { doc }: ShownDocument, form: RecordForm): unknown {
  const record = form.parse === false ? (stored.raw ?? stored.contents ?? null) : doc;
  return form.maxLength === undefined ? record : cutTexts(record, form.maxLength);
}

function cutTexts(value: unknown, length: number): unknown {
  if (typeof value === 'string') return cutText(value, length);
  if (Array.isArray(value)) return value.map((item) => cutTexts(item, length));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutTexts(item, length)]));
}

/** The first characters of a text, without half a surrogate pair. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** Finds title and text in what an index stores: in the raw record by their usual names, else in `contents`. */
export function showDocument(stored: StoredDocument): ShownDocument {
  const record = stored.raw === undefined ? undefined : parseRecord(stored.raw);
  const field = (...names: string[]) => names.map((name) => nonEmpty(record?.[name])).find((value) => value);
  return {
    title: field('title') ?? nonEmpty(stored.get('title')),
    text: field('text', 'contents', 'body', 'segment', 'passage') ?? nonEmpty(stored.contents),
    doc: record ?? stored.raw ?? stored.contents ?? null,
  };
}

function parseRecord(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed = parseJson(raw);
    const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    if (!isRecord) return undefined;
    const record = parsed as Record<string, unknown>;
    // Its digits, where JavaScript's number has others.
    const id = typeof record.id === 'number' ? writtenNumber(raw, 'id') : undefined;
    return id === undefined || id === String(record.id) ? record : { ...record, id };
  } catch {
    return undefined; // TREC's records are not JSON and are returned unparsed.
  }
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
