import { TseriniError } from '../util/errors.js';
import type { SearchLimits } from './limits.js';

/** A value in a filter: of a keyword a string (or true or false), of a number a number, of a date a string. */
export type FilterValue = string | number | boolean;

/** The ends of a range, at least one: above (`gt`), from (`gte`), below (`lt`), up to (`lte`). */
export interface FilterRange {
  readonly gt?: number | string;
  readonly gte?: number | string;
  readonly lt?: number | string;
  readonly lte?: number | string;
}

/**
 * Which documents a search may find. Each object has one operator:
 *
 * - `term`: a field, and the value that it has: `{ term: { lang: 'en' } }`
 * - `terms`: a field, and values of which it has one: `{ terms: { docid: ['MED-10', 'MED-14'] } }`
 * - `range`: a field of numbers or dates, and the ends: `{ range: { year: { gte: 2020, lt: 2024 } } }`
 * - `exists`: a field that has a value: `{ exists: { field: 'year' } }`
 * - `and`, `or`: filters that all match, or of which one matches: `{ and: [{ … }, { … }] }`
 * - `not`: a filter that does not match: `{ not: { … } }`
 *
 * Fields are those of `fieldTypes` of the index, and `docid`, which every index has. A field with several values matches
 * if one of them does. docs/filters.md describes each operator.
 */
export type SearchFilter =
  | { readonly term: Readonly<Record<string, FilterValue>> }
  | { readonly terms: Readonly<Record<string, readonly FilterValue[]>> }
  | { readonly range: Readonly<Record<string, FilterRange>> }
  | { readonly exists: { readonly field: string } }
  | { readonly and: readonly SearchFilter[] }
  | { readonly or: readonly SearchFilter[] }
  | { readonly not: SearchFilter };

/** What every search takes beside its query. */
export interface SearchOptions extends SearchLimits {
  /** Which documents may be hits. Scores, and the order of hits, are those of a search of all documents. */
  readonly filter: SearchFilter;
}

/**
 * Reads a filter in JSON, as a flag or a parameter of a request has it. Searches check what it says.
 * @throws TseriniError `USAGE` if it is not JSON
 */
export function parseFilter(text: string): SearchFilter {
  try {
    return JSON.parse(text) as SearchFilter;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const example = '{"term": {"docid": "MED-10"}}';
    throw new TseriniError('USAGE', `filter is not valid JSON (${reason}); such as ${example}`, {
      cause: error,
      value: text,
    });
  }
}
