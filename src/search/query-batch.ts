import { TseriniError } from '../util/errors.js';

/**
 * Pairs queries with their ids.
 * @throws TseriniError `USAGE` unless each has a different id
 */
export function withQids<Q>(queries: readonly Q[], qids: readonly string[]): (readonly [string, Q])[] {
  if (queries.length !== qids.length || new Set(qids).size !== qids.length) {
    throw new TseriniError(
      'USAGE',
      `${queries.length} queries need as many different ids, not ${qids.length}`,
    );
  }
  return queries.map((query, i) => [qids[i]!, query]);
}

/** All rankings by query id. */
export async function hitsByQid<H>(
  rankings: AsyncIterable<readonly [string, H[]]>,
): Promise<Map<string, H[]>> {
  const results = new Map<string, H[]>();
  for await (const [qid, hits] of rankings) results.set(qid, hits);
  return results;
}
