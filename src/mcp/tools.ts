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

// What the tools do, on open indexes. Errors are TseriniErrors whose message says what to do.

export function listIndexes(indexes: IndexSet): IndexesResult {
  return { indexes: indexes.all.map((index) => index.info()) };
}

export async function search(
  indexes: IndexSet,
  { index, query, hits, method }: SearchArguments,
  signal: AbortSignal,
): Promise<SearchResult> {
  const found = await choose(indexes, index).search(query, { hits, method }, { signal });
  return { index: found.index, method: found.method, candidates: found.candidates };
}

export async function getDocument(
  indexes: IndexSet,
  { index: name, docid, offset, characters }: DocumentArguments,
  signal: AbortSignal,
): Promise<DocumentResult> {
  const index = choose(indexes, name);
  const { title, text, doc } = await ofDocument(docid, index.document(docid, { signal }));
  const whole = text ?? (doc === null ? undefined : typeof doc === 'string' ? doc : JSON.stringify(doc));
  if (whole === undefined) {
    throw new TseriniError(
      'USAGE',
      `the index ${index.name} has no texts; explain shows the terms of ${docid} that a query matches`,
      { value: docid },
    );
  }
  if (offset > 0 && offset >= whole.length) {
    throw new TseriniError(
      'USAGE',
      `the text of ${docid} has ${whole.length} characters, none from ${offset} on`,
      {
        value: offset,
      },
    );
  }
  const end = cutAt(whole, offset + characters);
  return {
    ...{
      index: index.name,
      docid,
      text: whole.slice(cutAt(whole, offset), end),
      offset,
      length: whole.length,
    },
    ...(title === undefined ? {} : { title }),
    ...(end < whole.length ? { next: end } : {}),
  };
}

/** No further than a position, and not within a surrogate pair. */
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
    ...{ index: found.index, method: found.method, docid, score: found.score },
    ...(found.rank === undefined ? {} : { rank: found.rank }),
    matching: found.matching
      .slice(0, terms)
      .map(({ term, queryWeight, documentWeight, product, share, own }) => ({
        ...{ term, queryWeight, documentWeight, product, share, own },
      })),
    matchingCount: found.matching.length,
    unmatched: found.unmatched
      .slice(0, terms)
      .map(({ term, queryWeight, reason, own }) => ({ term, queryWeight, reason, own })),
    unmatchedCount: found.unmatched.length,
  };
}

/** Says where docids come from, where there is no such document. */
async function ofDocument<T>(docid: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isUnknown = error instanceof TseriniError && error.code === 'NOT_FOUND' && error.value === docid;
    if (!isUnknown) throw error;
    throw new TseriniError('NOT_FOUND', `${error.message}; take a docid as search gives it`, {
      cause: error,
    });
  }
}

function choose(indexes: IndexSet, name: string | undefined): ServedIndex {
  if (name !== undefined) return indexes.get(name);
  if (indexes.all.length === 1) return indexes.all[0]!;
  const names = indexes.all.map((index) => index.name).join(', ');
  throw new TseriniError('USAGE', `say which index (there are: ${names})`);
}
