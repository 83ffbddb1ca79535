import type { SearchFilter } from '../search/filter.js';
import type { IndexSet } from '../serving/index-set.js';
import type { ServedIndex } from '../serving/served-index.js';
import { TseriniError } from '../util/errors.js';
import type {
  DocumentArguments,
  DocumentResult,
  ExplainArguments,
  ExplainResult,
  IndexesResult,
  SearchArguments,
  SearchResult,
} from './schemas.js';

// The tools, on open indexes. They throw a TseriniError whose message says what to do.

export function listIndexes(indexes: IndexSet): IndexesResult {
  return { indexes: indexes.all.map((index) => index.info()) };
}

export async function search(
  indexes: IndexSet,
  { index, query, hits, method, filter }: SearchArguments,
  signal: AbortSignal,
): Promise<SearchResult> {
  const settings = { hits, method, filter: filter as SearchFilter | undefined };
  const found = await choose(indexes, index).search(query, settings, { signal });
  const { truncated } = found.query;
  return {
    ...{ index: found.index, method: found.method, missing: found.missing, truncated },
    candidates: found.candidates,
  };
}

export async function getDocument(
  indexes: IndexSet,
  { index: name, docid, offset, characters }: DocumentArguments,
  signal: AbortSignal,
): Promise<DocumentResult> {
  const index = choose(indexes, name);
  const { title, text, doc } = await ofDocument(docid, index.document(docid, {}, { signal }));
  const whole = text ?? (doc === null ? undefined : typeof doc === 'string' ? doc : JSON.stringify(doc));
  if (whole === undefined) {
    const message = `the index ${index.name} stores no texts; explain shows the terms of ${docid} that a query matches`;
    throw new TseriniError('USAGE', message, { value: docid });
  }
  const { length } = whole;
  if (offset > 0 && offset >= length) {
    const message = `the text of ${docid} has ${length} characters, none from ${offset} on`;
    throw new TseriniError('USAGE', message, { value: offset });
  }
  const end = cutAt(whole, offset + characters);
  const part = whole.slice(cutAt(whole, offset), end);
  const next = end < length ? end : undefined;
  return { index: index.name, docid, title, text: part, offset, length, next };
}

/** The position, or the one before it if it would split a surrogate pair. */
function cutAt(text: string, position: number): number {
  if (position >= text.length) return text.length;
  const isWithinPair = /^[\uDC00-\uDFFF]/.test(text.charAt(position)) && position > 0;
  return isWithinPair ? position - 1 : position;
}

export async function explain(
  indexes: IndexSet,
  { index, query, docid, method, terms }: ExplainArguments,
  signal: AbortSignal,
): Promise<ExplainResult> {
  const explaining = choose(indexes, index).explain(query, docid, { method }, { signal });
  const found = await ofDocument(docid, explaining);
  return {
    ...{ index: found.index, method: found.method, docid, score: found.score, rank: found.rank },
    truncated: found.query.truncated,
    matching: found.matching.slice(0, terms).map(({ df, inText, ...term }) => term),
    matchingCount: found.matching.length,
    unmatched: found.unmatched.slice(0, terms).map(({ df, inText, ...term }) => term),
    unmatchedCount: found.unmatched.length,
  };
}

/** Adds to the error of an unknown document where docids come from. */
async function ofDocument<T>(docid: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isUnknown = error instanceof TseriniError && error.code === 'NOT_FOUND' && error.value === docid;
    if (!isUnknown) throw error;
    throw new TseriniError('NOT_FOUND', `${error.message}; use a docid from search`, { cause: error });
  }
}

function choose(indexes: IndexSet, name: string | undefined): ServedIndex {
  if (name !== undefined) return indexes.get(name);
  if (indexes.all.length === 1) return indexes.all[0]!;
  const names = indexes.all.map((index) => index.name).join(', ');
  throw new TseriniError('USAGE', `name an index (available: ${names})`);
}
