import type { PublishedFile } from '../datasets/published-file.js';
import { formatTable } from '../util/table.js';
import { holds } from './name-pattern.js';

/**
 * The table that --list prints: a line per file by its first name; with a pattern, a line per name that holds it.
 * @param facts cells of a line, after the name
 */
export async function listPublished<File extends PublishedFile>(
  files: readonly File[],
  pattern: string | undefined,
  facts: (file: File) => readonly string[],
): Promise<string[]> {
  const { cachedFiles } = await import('../datasets/published-file.js');
  const isCached = cachedFiles();
  const isWanted = holds(pattern);
  const rows: string[][] = [];
  for (const file of files) {
    const names = pattern === undefined ? file.names.slice(0, 1) : file.names.filter(isWanted);
    if (names.length === 0) continue;
    const here = (await isCached(file)) ? 'here' : '';
    for (const name of names) {
      rows.push([name, ...facts(file), name === file.names[0] ? '' : `= ${file.names[0]}`, here]);
    }
  }
  return formatTable(rows);
}
