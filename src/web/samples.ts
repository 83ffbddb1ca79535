import queries from '../../examples/collection/queries.jsonl?raw';

const shown = 12;

/** Queries to try on an index: those of the collection that comes with the package; none for another. */
export function sampleQueries(index: string): readonly string[] {
  if (index !== 'embedded') return [];
  return queries
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text)
    .filter((_, i) => i % 5 !== 1 && i % 5 !== 3)
    .slice(0, shown);
}
