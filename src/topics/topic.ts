import { byCodePoint } from '../util/by-code-point.js';

/** One information need: its id and the text of the query. */
export interface Topic {
  readonly id: string;
  readonly text: string;
}

/**
 * Sorts by topic id in place, numerically if all ids are whole numbers, else by code point: the order in which Pyserini
 * searches topics and writes runs.
 */
export function byTopicId<T>(items: T[], idOf: (item: T) => string): T[] {
  if (!items.every((item) => /^[+-]?\d+$/.test(idOf(item))))
    return items.sort((a, b) => byCodePoint(idOf(a), idOf(b)));
  const numbers = new Map(items.map((item) => [item, BigInt(idOf(item))]));
  return items.sort((a, b) => {
    const [x, y] = [numbers.get(a)!, numbers.get(b)!];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

const ordered: ReadonlySet<string> = new Set([
  'msmarco-doc-dev',
  'msmarco-doc-test',
  'msmarco-passage-dev-subset',
  'msmarco-passage-test-subset',
]);

/** Whether Pyserini keeps the order of the file for topics of a name, or of a file with that name and an ending. */
export function keepsOrder(nameOrPath: string): boolean {
  const stem = nameOrPath.replace(/^.*[\\/]/, '').replace(/(?<=.)\.[^.]*$/, '');
  return ordered.has(stem.replaceAll('_', '-'));
}
