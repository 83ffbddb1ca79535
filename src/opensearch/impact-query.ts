import { assertWeight } from '../search/assert-weight.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { isToken } from '../vector/white-space.js';
import { docidField, weightField } from './mapping.js';
import { escapeToken, type OpenSearchMapping } from './tokens.js';

/** OpenSearch's own limit, `indices.query.bool.max_clause_count`, unless a cluster changed it. */
const mostClauses = 1024;

/**
 * The clause for a term of a query, as JSON.
 * @param name by which the answer gives the clause's own score
 */
export function termClause(term: string, weight: number, mapping: OpenSearchMapping, name?: string): string {
  const token = escapeToken(term, mapping);
  const rest = `"boost":${weight}${name === undefined ? '' : `,"_name":"${name}"`}`;
  return mapping === 'rank_features'
    ? `{"rank_feature":{"field":${JSON.stringify(`${weightField}.${token}`)},"linear":{},${rest}}}`
    : `{"term":{"${weightField}":{"value":${JSON.stringify(token)},${rest}}}}`;
}

/** The query whose score is the sum of clauses, of the documents that match one of them and pass a filter, as JSON. */
export function sumQuery(clauses: readonly string[], filters: readonly string[]): string {
  const filter = filters.length === 0 ? '' : `,"filter":[${filters.join(',')}]`;
  return `{"bool":{"should":[${clauses.join(',')}],"minimum_should_match":1${filter}}}`;
}

/**
 * The terms of a query that can add to a score.
 * @param everywhere terms that every document has
 * @throws TseriniError `USAGE` for a weight that is negative or no number
 */
export function queryTerms(vector: SparseVector, everywhere: ReadonlySet<string>): [string, number][] {
  const terms: [string, number][] = [];
  for (const [term, weight] of vector) {
    assertWeight(`weight of query term "${term}"`, weight);
    if (isToken(term) && !everywhere.has(term)) terms.push([term, weight]);
  }
  return terms;
}

/**
 * A search as JSON: documents by score, ties by docid in UTF-8 order, so that the cut is the right one in every shard
 * and between them. Without a count of all hits, documents that cannot be among the best are skipped.
 * @param filters as JSON, which documents must pass
 * @throws TseriniError `USAGE` for more terms than a cluster takes
 */
export function searchBody(
  terms: readonly (readonly [string, number])[],
  k: number,
  mapping: OpenSearchMapping,
  filters: readonly string[] = [],
): string {
  const clauses = termClauses(terms, mapping);
  return (
    `{"size":${k},"query":${sumQuery(clauses, filters)},` +
    `"sort":[{"_score":"desc"},{"${docidField}":"asc"}],` +
    '"track_total_hits":false,"_source":false,"stored_fields":"_none_"}'
  );
}

/**
 * The clauses of a query, as JSON.
 * @throws TseriniError `USAGE` for more terms than a cluster takes
 */
export function termClauses(
  terms: readonly (readonly [string, number])[],
  mapping: OpenSearchMapping,
): string[] {
  if (terms.length > mostClauses) {
    throw new TseriniError(
      'USAGE',
      `a query has ${terms.length} terms, and OpenSearch takes ${mostClauses}: keep the heaviest with ` +
        '--top-k or --min-weight (prune in a program)',
      { value: terms.length },
    );
  }
  return terms.map(([term, weight]) => termClause(term, weight, mapping));
}
