import queries from '../../examples/collection/queries.jsonl?raw';

/** Sample queries for the embedded index; none for other indexes. */
export function sampleQueries(index: string): readonly string[] {
  if (index !== 'embedded') return [];
  return queries
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text)
    .filter((_, i) => i % 5 === 0 || i % 5 === 2);
}
