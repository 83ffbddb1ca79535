import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { ScoreExplanation } from '../search/explanation.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { AnyIndex, IndexLocation, OpenIndex } from './open-index.js';

/** An index in a folder. */
export function luceneLocation(folder: string): IndexLocation {
  return { name: folder, fingerprint: () => commitOf(folder), open: () => openLuceneIndex(folder) };
}

/** Names, inodes and times of the files that a Lucene commit ends with. */
async function commitOf(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const commits = names.filter((name) => name.startsWith('segments_')).sort();
  const states = await Promise.all(
    commits.map(async (name) => {
      const found = await statOrUndefined(join(folder, name));
      return found && `${name} ${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
  const present = states.filter((state) => state !== undefined);
  return present.length > 0 ? present.join('\n') : undefined;
}

/** Opens the index in a folder, for the kind of search that it was built for. */
async function openLuceneIndex(folder: string): Promise<OpenIndex> {
  const reader = await LuceneIndexReader.open(folder);
  const isImpact = await reader.isImpactIndex().finally(() => reader.close());
  return isImpact
    ? indexOf<SparseVector, 'impact'>(folder, 'impact', await LuceneImpactSearcher.open(folder))
    : indexOf<string, 'bm25'>(folder, 'bm25', await LuceneSearcher.open(folder));
}

type Searcher<Query> = Pick<LuceneSearcher, 'batchDoc' | 'close' | 'doc' | 'getDocumentVector'> &
  Pick<LuceneSearcher, 'isImpactIndex' | 'numDocs' | 'refresh'> &
  Pick<AnyIndex<Query>, 'search'> & {
    explain(query: Query, docid: string): Promise<ScoreExplanation | undefined>;
  };

async function indexOf<Query, Method extends 'impact' | 'bm25'>(
  folder: string,
  method: Method,
  searcher: Searcher<Query>,
): Promise<AnyIndex<Query> & { readonly method: Method }> {
  const storesText = async () => {
    const first = searcher.numDocs > 0 ? await searcher.doc(0) : undefined;
    return first?.raw !== undefined || first?.contents !== undefined;
  };
  let hasText: boolean;
  try {
    hasText = await storesText();
  } catch (error) {
    await searcher.close();
    throw error;
  }
  return {
    method,
    get documents() {
      return searcher.numDocs;
    },
    get hasText() {
      return hasText;
    },
    async refresh() {
      await searcher.refresh();
      if ((await searcher.isImpactIndex()) !== (method === 'impact')) {
        throw new TseriniError('INDEX', `the index at this place is not for ${method}: ${folder}`);
      }
      hasText = await storesText();
    },
    search: (query, k, limits) => searcher.search(query, k, limits),
    explain: (query, docid) => searcher.explain(query, docid),
    docs: (docids) => searcher.batchDoc(docids),
    getDocumentVector: (docid) => searcher.getDocumentVector(docid),
    close: () => searcher.close(),
  };
}
