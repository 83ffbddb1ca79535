import queries from '../../examples/collection/queries.jsonl?raw';

/** Queries to try on an index: some of the collection that comes with the package; none for another. */
export function sampleQueries(index: string): readonly string[] {
  if (index !== 'embedded') return [];
  return queries
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text)
    .filter((_, i) => i % 5 === 0 || i % 5 === 2);
}
