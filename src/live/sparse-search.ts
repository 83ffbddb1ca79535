import type { LuceneDocument } from '../lucene/read/lucene-document.js';
import type { Hit } from '../run/run.js';
import type { SearchOptions } from '../search/filter.js';
import { TseriniError } from '../util/errors.js';
import type { TextRecord } from './text-record.js';

const searchMethods = ['impact', 'bm25', 'hybrid'] as const;

/** How documents are ranked: by the model's impacts, by BM25 of the text, or by both, fused. */
export type SearchMethod = (typeof searchMethods)[number];

/** How a text is searched for. */
export interface SparseSearchOptions extends Partial<SearchOptions> {
  /** How many hits at most, from 1 up. Default: 10. */
  readonly hits?: number;
  /** Default: `impact`. */
  readonly method?: SearchMethod;
}

/** A document that was found. */
export interface SparseHit extends Hit {
  /** The record as it was added. */
  readonly record: TextRecord;
}

/** @throws TseriniError `USAGE` */
export function checkMethod(method: SearchMethod): void {
  if (searchMethods.includes(method)) return;
  throw new TseriniError('USAGE', `no method ${method}; available: ${searchMethods.join(', ')}`, {
    value: method,
  });
}

/**
 * The record that an index stores of a document.
 * @throws TseriniError `INDEX` if there is none
 */
export function recordOf(document: LuceneDocument | undefined, docid: string, path: string): TextRecord {
  const raw = document?.raw;
  if (raw === undefined) {
    throw new TseriniError('INDEX', `the index does not store the record of ${docid}: ${path}`, {
      value: docid,
    });
  }
  return JSON.parse(raw) as TextRecord;
}
