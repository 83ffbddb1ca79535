import type { FetchPublishedOptions } from '../util/download/fetch-published.js';
import { readTable } from '../util/files/read-table.js';
import { readText } from '../util/files/utf8.js';
import { fetchPublishedFile, publishedFile } from './published-file.js';

/** The docids to leave out of each topic's hits. */
export type ExcludedDocuments = ReadonlyMap<string, ReadonlySet<string>>;

const table = readTable<'holds' | 'file' | 'at' | 'bytes' | 'checksum'>(
  new URL('../../catalogue/excluded.tsv', import.meta.url),
);

/**
 * The documents that a data set of BRIGHT leaves out for each topic, downloaded unless they are cached.
 * @param names names or paths of the index and the topics, by which Pyserini and Anserini recognize the data set
 * @returns undefined for another data set
 * @throws TseriniError as {@link fetchPublishedFile}
 */
export async function excludedDocuments(
  names: readonly string[],
  options: FetchPublishedOptions = {},
): Promise<ExcludedDocuments | undefined> {
  const row = table.find(({ holds }) => names.some((name) => name.includes(holds)));
  if (!row) return undefined;
  const path = await fetchPublishedFile(publishedFile({ ...row, names: row.holds }, ['qrels']), options);
  const excluded = new Map<string, Set<string>>();
  for (const line of (await readText('excluded documents', path)).split('\n')) {
    const [, topic, docid] = /^(\S+) (.+?)\r?$/.exec(line) ?? [];
    if (topic === undefined || docid === undefined) continue;
    excluded.set(topic, (excluded.get(topic) ?? new Set()).add(docid));
  }
  return excluded;
}
