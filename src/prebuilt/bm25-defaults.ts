import { readTable } from '../util/files/read-table.js';

/** BM25's parameters. */
export interface Bm25Parameters {
  readonly k1: number;
  readonly b: number;
}

const table = new URL('../../catalogue/bm25.tsv', import.meta.url);

/** The parameters with which Pyserini's commands search an index by its name; undefined where those are the usual ones. */
export function bm25Defaults(index: string): Bm25Parameters | undefined {
  const row = readTable<'index' | 'k1' | 'b'>(table).find((one) => one.index === index);
  return row && { k1: Number(row.k1), b: Number(row.b) };
}
