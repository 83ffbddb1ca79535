import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { AnyIndex, IndexLocation, Scoring } from './open-index.js';

/** An index in a folder. The indexes that it opens share the caches of segments that they have in common. */
export function luceneLocation(folder: string): IndexLocation {
  let searcher: LuceneImpactSearcher | LuceneSearcher | undefined;
  let warnings: string[] = [];
  return {
    name: folder,
    fingerprint: () => commitOf(folder),
    async open() {
      // An index that was built in another way than the open one, or that cannot be read, is opened anew.
      await searcher?.refresh().catch(async () => {
        await searcher!.close();
        searcher = undefined;
      });
      if (!searcher) {
        warnings = [];
        searcher = await openSearcher(folder, (message) => warnings.push(message));
      }
      const snapshot = await searcher.snapshot();
      if (!(snapshot instanceof LuceneImpactSearcher)) {
        return indexOf('bm25', snapshot, warnings, (scoring, work) => scoredBy(scoring, snapshot, work));
      }
      const index = await indexOf('impact', snapshot, warnings, (_, work) => work(snapshot));
      const hasTerm = async (term: string) => (await snapshot.knownTerms(new Map([[term, 1]]))) > 0;
      return { ...index, hasTerm };
    },
    close: async () => searcher?.close(),
  };
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

/** Opens a searcher for the kind of search that the index was built for. */
async function openSearcher(
  folder: string,
  onWarning: (message: string) => void,
): Promise<LuceneImpactSearcher | LuceneSearcher> {
  const reader = await LuceneIndexReader.open(folder);
  await reader.close();
  return reader.description.kind === 'text'
    ? LuceneSearcher.open(folder, undefined, { onWarning })
    : LuceneImpactSearcher.open(folder, undefined, { onWarning });
}

type Searcher<Query> = Pick<AnyIndex<Query>, 'search' | 'explain'> &
  Pick<LuceneSearcher, 'batchDoc' | 'close' | 'describe' | 'doc' | 'getDocumentVector' | 'numDocs'>;

/** @param scored does work on a searcher that scores in a certain way */
async function indexOf<Query, Method extends 'impact' | 'bm25'>(
  method: Method,
  searcher: Searcher<Query>,
  warnings: readonly string[],
  scored: <T>(scoring: Scoring, work: (searcher: Searcher<Query>) => Promise<T>) => Promise<T>,
): Promise<AnyIndex<Query> & { readonly method: Method }> {
  try {
    const first = searcher.numDocs > 0 ? await searcher.doc(0) : undefined;
    return {
      method,
      documents: searcher.numDocs,
      hasText: first?.raw !== undefined || first?.contents !== undefined,
      description: await searcher.describe(),
      warnings,
      search: (query, k, { bm25, ...options }) => scored({ bm25 }, (by) => by.search(query, k, options)),
      explain: (query, docid, scoring = {}) => scored(scoring, (by) => by.explain(query, docid)),
      docs: (docids) => searcher.batchDoc(docids),
      getDocumentVector: (docid) => searcher.getDocumentVector(docid),
      close: () => searcher.close(),
    };
  } catch (error) {
    await searcher.close();
    throw error;
  }
}

async function scoredBy<T>(
  { bm25 }: Scoring,
  searcher: LuceneSearcher,
  work: (searcher: LuceneSearcher) => Promise<T>,
): Promise<T> {
  if (!bm25) return work(searcher);
  await using other = await searcher.snapshot();
  other.setBm25(bm25.k1, bm25.b);
  return await work(other);
}
