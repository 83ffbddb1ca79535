import { TseriniError } from '../errors.js';

/** Joins byte strings into one, each behind its length as a little-endian int32. */
export function joinParts(parts: readonly Buffer[]): Buffer {
  const total = parts.reduce((sum, part) => sum + 4 + part.length, 0);
  const joined = Buffer.allocUnsafe(total);
  let at = 0;
  for (const part of parts) {
    at = joined.writeInt32LE(part.length, at);
    at += part.copy(joined, at);
  }
  return joined;
}

/** Takes apart what {@link joinParts}, or the shim in the same form, joined. */
export function splitParts(joined: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < joined.length; ) {
    const end = at + 4 + joined.readInt32LE(at);
    parts.push(joined.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

/** The items in groups of a size; the last may be smaller. */
export function* inGroups<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let group: T[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

/**
 * Queries beside their ids.
 * @throws TseriniError `USAGE` unless each has an id of its own
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
