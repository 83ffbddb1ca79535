import { readFileSync } from 'node:fs';

/**
 * Reads a table of this package: tab-separated, none of its cells quoted. Lines that begin with `#` say where it comes
 * from; the first other line names the columns.
 */
export function readTable<Column extends string>(table: URL): Record<Column, string>[] {
  const lines = readFileSync(table, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [columns = [], ...rows] = lines.map((line) => line.split('\t'));
  return rows.map(
    (row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])) as Record<Column, string>,
  );
}
