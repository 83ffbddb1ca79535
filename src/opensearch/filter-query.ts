import type { CompiledFilter } from '../search/compile-filter.js';
import { docidField } from '../search/field-types.js';
import { filterField } from './typed-fields.js';

/** OpenSearch's own limit of values in a clause, `index.max_terms_count`. */
const mostValues = 65_536;

type Value = string | number;
type Query = Readonly<Record<string, unknown>>;
type Compiled =
  | readonly ['and' | 'or', ...Compiled[]]
  | readonly ['not', Compiled]
  | readonly ['terms', type: string, field: string, ...values: Value[]]
  | readonly ['range', string, string, from: Value | null, boolean, to: Value | null, boolean]
  | readonly ['exists', type: string, field: string];

/** A filter in the cluster's language, as JSON. */
export function filterQuery(filter: CompiledFilter): string {
  return JSON.stringify(queryOf(JSON.parse(filter.text) as Compiled));
}

const anyOf = (queries: readonly Query[]): Query =>
  queries.length === 1 ? queries[0]! : { bool: { should: queries, minimum_should_match: 1 } };

function queryOf(filter: Compiled): Query {
  switch (filter[0]) {
    case 'and':
      return { bool: { filter: filter.slice(1).map((part) => queryOf(part as Compiled)) } };
    case 'or':
      return anyOf(filter.slice(1).map((part) => queryOf(part as Compiled)));
    case 'not':
      return { bool: { must_not: [queryOf(filter[1])] } };
    case 'terms':
      return termsQuery(filter[2], filter.slice(3) as Value[]);
    case 'range': {
      const [, , field, from, isFromIncluded, to, isToIncluded] = filter;
      const low = from === null ? {} : { [isFromIncluded ? 'gte' : 'gt']: from };
      const high = to === null ? {} : { [isToIncluded ? 'lte' : 'lt']: to };
      return { range: { [filterField(field)]: { ...low, ...high } } };
    }
    case 'exists': {
      const field = filter[2];
      return field === docidField ? { match_all: {} } : { exists: { field: filterField(field) } };
    }
  }
}

function termsQuery(field: string, values: readonly Value[]): Query {
  if (values.length === 0) return { match_none: {} };
  const queries: Query[] = [];
  for (let start = 0; start < values.length; start += mostValues) {
    const some = values.slice(start, start + mostValues);
    // The docid is the document's id in the cluster, which is indexed.
    queries.push(
      field === docidField ? { ids: { values: some } } : { terms: { [filterField(field)]: some } },
    );
  }
  return anyOf(queries);
}
