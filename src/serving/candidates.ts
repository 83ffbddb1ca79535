import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hit } from '../run/run.js';
import { abortable } from '../util/abort.js';
import { type ShownDocument, type SnippetWords, showDocument, snippetOf } from './document-text.js';
import type { IndexParts } from './index-parts.js';
import type { Candidate } from './results.js';

/** What to give of each document of a ranking: nothing, title and snippet, or the record too. */
export type DocumentsShown = 'none' | 'snippet' | 'full';

/** Texts that are cut in one turn of the event loop: some milliseconds. */
const textsAtOnce = 20;

/**
 * A ranking as it is answered: hits with their ranks and what is to be shown of their documents.
 * @param words of the query, which the snippets are about
 */
export async function candidatesOf(
  parts: IndexParts,
  hits: readonly Hit[],
  documents: DocumentsShown,
  words: SnippetWords,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const bare = hits.map(({ docid, score }, i) => ({ docid, score, rank: i + 1 }));
  if (documents === 'none' || !parts.hasText) return bare;
  const stored = await abortable(parts.stored(hits.map(({ docid }) => docid)), signal);
  const candidates: Candidate[] = [];
  for (const candidate of bare) {
    // Records are parsed and cut here, on the thread that answers everyone.
    if (candidates.length % textsAtOnce === textsAtOnce - 1) await nextTurn();
    const document = stored.get(candidate.docid);
    const text = document ? candidateText(showDocument(document), words, documents) : {};
    candidates.push({ ...candidate, ...text });
  }
  return candidates;
}

function candidateText({ title, text, doc }: ShownDocument, words: SnippetWords, documents: DocumentsShown) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { snippet: snippetOf(text, words) }),
    ...(documents === 'full' ? { doc } : {}),
  };
}
