import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { IndexLocation, OpenIndex } from './open-index.js';

/** An index in a folder. */
export function luceneLocation(folder: string): IndexLocation {
  return { name: folder, fingerprint: () => commitOf(folder), open: () => openLuceneIndex(folder) };
}

/** Names, places on the disk and times of the files that a Lucene commit ends with. */
async function commitOf(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const commits = names.filter((name) => name.startsWith('segments_')).sort();
  const states = await Promise.all(
    commits.map(async (name) => {
      const found = await statOrUndefined(join(folder, name));
      return found && `${name} ${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
  const there = states.filter((state) => state !== undefined);
  return there.length > 0 ? there.join('\n') : undefined;
}

/** Opens the index in a folder, for the kind of search that it was built for. */
async function openLuceneIndex(folder: string): Promise<OpenIndex> {
  const reader = await LuceneIndexReader.open(folder);
  try {
    const isImpact = await reader.isImpactIndex();
    const { documents } = await reader.stats();
    const searcher = isImpact ? await LuceneImpactSearcher.open(folder) : await LuceneSearcher.open(folder);
    const first = documents > 0 ? await searcher.doc(0) : undefined;
    const common = {
      documents,
      hasText: first?.raw !== undefined || first?.contents !== undefined,
      explain: (query: SparseVector | string, docid: string) => reader.explain(query, docid),
      docs: (docids: readonly string[]) => searcher.batchDoc(docids),
      getDocumentVector: (docid: string) => reader.getDocumentVector(docid),
      close: async () => {
        await searcher.close();
        await reader.close();
      },
    };
    return searcher instanceof LuceneImpactSearcher
      ? { ...common, method: 'impact', search: (query, k, limits) => searcher.search(query, k, limits) }
      : { ...common, method: 'bm25', search: (query, k, limits) => searcher.search(query, k, limits) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}
