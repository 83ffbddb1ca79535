import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hit } from '../run/run.js';
import type { StoredDocument } from '../search/impact-searcher.js';
import { type SnippetTerms, showDocument, snippetOf } from './document-text.js';
import type { Candidate } from './results.js';

/** What to return of each document: nothing, title and snippet, or the record too. */
export type DocumentsShown = 'none' | 'snippet' | 'full';

/** Snippets that are cut in one turn of the event loop: some milliseconds. */
const snippetsPerTurn = 20;

/**
 * The hits of a search with their ranks, titles, snippets and records.
 * @param stored the documents that the index stores, by docid; without it, hits have no texts
 */
export async function candidatesOf(
  hits: readonly Hit[],
  stored: ReadonlyMap<string, StoredDocument> | undefined,
  documents: DocumentsShown,
  terms: SnippetTerms,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const [i, { docid, score }] of hits.entries()) {
    // Parsing records and cutting snippets block the event loop, which all other requests share.
    if (stored && i % snippetsPerTurn === snippetsPerTurn - 1) await nextTurn();
    const candidate: Candidate = { docid, score, rank: i + 1 };
    const document = stored?.get(docid);
    if (document) {
      const { title, text, doc } = showDocument(document);
      candidate.title = title;
      candidate.snippet = text === undefined ? undefined : snippetOf(text, terms);
      if (documents === 'full') candidate.doc = doc;
    }
    candidates.push(candidate);
  }
  return candidates;
}
