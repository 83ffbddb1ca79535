import type { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';

/** Every posting of an index as AnseriniOracle writes them: a line a term, `term df cf docid:tf …`. */
export async function postingLines(reader: LuceneIndexReader): Promise<string[]> {
  const lines: string[] = [];
  for await (const { term, df, cf } of reader.terms()) {
    const postings: string[] = [];
    for await (const { docid, tf } of reader.postings(term)) postings.push(`${docid}:${tf}`);
    lines.push([term, df, cf, ...postings.sort()].join(' '));
  }
  return lines;
}

/** The first line in which two lists differ, for a message that can be read; undefined where none does. */
export function firstDifference(
  actual: readonly string[],
  expected: readonly string[],
): { line: number; actual: string | undefined; expected: string | undefined } | undefined {
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    if (actual[i] !== expected[i]) return { line: i + 1, actual: actual[i], expected: expected[i] };
  }
  return undefined;
}
