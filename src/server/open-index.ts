import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TseriniError } from '../errors.js';
import type { SearchLimits } from '../lucene/cancellation.js';
import type { ScoreExplanation } from '../lucene/explain.js';
import type { ImpactQuery, ImpactSearcher, StoredDocument } from '../lucene/impact-searcher.js';
import { LuceneImpactSearcher } from '../lucene/lucene-impact-searcher.js';
import { LuceneIndexReader } from '../lucene/lucene-index-reader.js';
import { LuceneSearcher } from '../lucene/lucene-searcher.js';
import { isClusterUrl } from '../opensearch/connection.js';
import type { Hit } from '../run/run.js';
import type { SparseVector } from '../vector.js';
import { openSearchLocation } from './opensearch-location.js';

/** What every open index can do, wherever it lies. The names are those of the searchers. */
interface AnyIndex<Query> {
  readonly documents: number;
  /** Whether texts of documents are stored. */
  readonly hasText: boolean;
  search(query: Query, k: number, limits: Partial<SearchLimits>): Promise<readonly Hit[]>;
  /** Undefined where the index does not have the document. */
  explain(query: Query, docid: string): Promise<ScoreExplanation | undefined>;
  /** By docid; those that the index does not have are left out. */
  docs(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** Undefined where the index does not have the document. */
  getDocumentVector(docid: string): Promise<SparseVector | undefined>;
  close(): Promise<void>;
}

/** An index that is searched by weights. */
export interface OpenImpactIndex extends AnyIndex<SparseVector> {
  readonly method: 'impact';
}

/** An index that is searched by words. */
export interface OpenTextIndex extends AnyIndex<string> {
  readonly method: 'bm25';
}

export type OpenIndex = OpenImpactIndex | OpenTextIndex;

/** Where an index lies, and how to know that it is another one now. */
export interface IndexLocation {
  /** As it was given. */
  readonly name: string;
  /** What changes with every commit; undefined where there is no index. */
  fingerprint(): Promise<string | undefined>;
  /** @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM` */
  open(): Promise<OpenIndex>;
}

/** A location by its name: a folder, or the url of an index on a cluster. */
export function indexLocation(name: string): IndexLocation {
  if (isClusterUrl(name)) return openSearchLocation(name);
  return { name, fingerprint: () => commitOf(name), open: () => openLuceneIndex(name) };
}

/** Names, places on the disk and times of the files that a Lucene commit ends with. */
async function commitOf(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const commits = names.filter((name) => name.startsWith('segments_')).sort();
  const states = await Promise.all(
    commits.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
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

/** A searcher of any engine; what it cannot say of a document is refused. */
interface AnyImpactSearcher extends ImpactSearcher {
  explain?(query: ImpactQuery, docid: string): Promise<ScoreExplanation | undefined>;
  getDocumentVector?(docid: string): Promise<SparseVector | undefined>;
}

/**
 * Makes an open index of a searcher of impacts, whichever engine holds the index.
 * @param name the index, for errors
 */
export function indexOfSearcher(
  searcher: AnyImpactSearcher,
  name: string,
  hasText: boolean,
): OpenImpactIndex {
  const cannot = async (what: string): Promise<never> => {
    throw new TseriniError('USAGE', `${what} cannot be had from this kind of index: ${name}`, {
      value: name,
    });
  };
  return {
    method: 'impact',
    documents: searcher.numDocs,
    hasText,
    search: (query, k, limits) => searcher.search(query, k, limits),
    explain: (query, docid) => searcher.explain?.(query, docid) ?? cannot('an explanation'),
    docs: async (docids) => {
      const found = await Promise.all(
        docids.map(async (docid) => [docid, await searcher.doc(docid)] as const),
      );
      return new Map(found.flatMap(([docid, stored]) => (stored ? [[docid, stored] as const] : [])));
    },
    getDocumentVector: (docid) => searcher.getDocumentVector?.(docid) ?? cannot("a document's vector"),
    close: () => searcher.close(),
  };
}
