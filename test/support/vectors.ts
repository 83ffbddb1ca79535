import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface GoldenRecord {
  readonly id: string;
  readonly text?: string;
  /** In the file's order, which JSON.parse would lose. */
  readonly vector: ReadonlyMap<string, number>;
}

/** Reads one `{"id", …, "vector": {token: weight}}` line, keeping the order of the tokens. */
export function parseVectorLine(line: string): GoldenRecord {
  const { id, text } = JSON.parse(line) as { id: string; text?: string };
  // The field and not the token of that name, nor a text that speaks of it.
  const start = line.search(/(?<!\\)"vector":\s*\{/) + '"vector":'.length;
  const vector = new Map<string, number>();
  for (const [, token, weight] of line.slice(start).matchAll(/("(?:[^"\\]|\\.)*"):\s*([\d.e+-]+)/g)) {
    vector.set(JSON.parse(token!) as string, Number(weight));
  }
  return { id, vector, ...(text === undefined ? {} : { text }) };
}

/** Reads a file of vectors, gzipped or not. */
export function readVectors(path: string): GoldenRecord[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map(parseVectorLine);
}

export interface Comparison {
  weights: number;
  unequal: number;
  /** The largest difference; a token that only one side has counts as 0 on the other. */
  largest: number;
  /** Vectors whose tokens are in another order. */
  reordered: number;
}

/** Adds the comparison of two vectors to a running one. */
export function compareVectors(
  total: Comparison,
  actual: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
): void {
  for (const token of new Set([...actual.keys(), ...expected.keys()])) {
    const difference = Math.abs((actual.get(token) ?? 0) - (expected.get(token) ?? 0));
    total.weights++;
    if (difference > 0) total.unequal++;
    total.largest = Math.max(total.largest, difference);
  }
  const shared = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) =>
    [...a.keys()].filter((token) => b.has(token)).join(' ');
  if (shared(actual, expected) !== shared(expected, actual)) total.reordered++;
}
