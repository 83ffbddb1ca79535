import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Hit } from '../run/run.js';
import type { StoredDocument } from '../search/impact-searcher.js';
import { type RecordForm, recordOf, showDocument } from './document-text.js';
import type { OpenIndex } from './open-index.js';
import type { Candidate } from './results.js';
import { type SnippetTerms, SnippetText } from './snippet.js';

/** What to return of each document: nothing, title and snippet, or the record too. */
export type DocumentsShown = 'none' | 'snippet' | 'full';

/** Documents whose texts are read, and whose snippets are cut, in one turn of the event loop: some milliseconds. */
const documentsPerPage = 20;
const hitsPerPage = 1000;

/** Bytes of texts that are cached for each index. */
const cacheSize = 64 << 20;

/** What is shown of a hit. */
interface HitText {
  readonly title: string | undefined;
  readonly text: SnippetText | undefined;
}

type ReadDocuments = (docids: readonly string[]) => Promise<ReadonlyMap<string, StoredDocument>>;

/** The titles and texts of documents that were hits, by the index in which they were. */
export class HitTexts {
  readonly #caches = new WeakMap<OpenIndex, LRUCache<string, HitText>>();

  /**
   * The hits of a search with their ranks, titles, snippets and records, by pages, so that however many documents are
   * asked for and however long they are, memory holds a page.
   * @param index where the hits were found
   * @param read reads stored documents; undefined where there are no texts
   */
  async *pages(
    index: OpenIndex,
    hits: readonly Hit[],
    read: ReadDocuments | undefined,
    documents: DocumentsShown,
    terms: SnippetTerms,
    form: RecordForm = {},
  ): AsyncGenerator<Candidate[]> {
    const shown = read && documents !== 'none' ? { read, documents } : undefined;
    const pageSize = shown ? documentsPerPage : hitsPerPage;
    for (let from = 0; from < hits.length; from += pageSize) {
      // All other requests share the event loop.
      if (from > 0) await nextTurn();
      const page: Candidate[] = hits
        .slice(from, from + pageSize)
        .map(({ docid, score }, i) => ({ docid, score, rank: from + i + 1 }));
      if (shown?.documents === 'snippet') await this.#addSnippets(index, page, shown.read, terms);
      if (shown?.documents === 'full') await addRecords(page, shown.read, terms, form);
      yield page;
    }
  }

  async #addSnippets(index: OpenIndex, page: Candidate[], read: ReadDocuments, terms: SnippetTerms) {
    const cache = this.#cacheOf(index);
    const texts = new Map(page.map(({ docid }) => [docid, cache.get(docid)]));
    const missing = [...texts.keys()].filter((docid) => !texts.get(docid));
    if (missing.length > 0) {
      for (const [docid, document] of await read(missing)) {
        const text = hitText(document);
        texts.set(docid, text);
        cache.set(docid, text);
      }
    }
    for (const candidate of page) {
      const found = texts.get(candidate.docid);
      candidate.title = found?.title;
      candidate.snippet = found?.text?.cut(terms);
    }
  }

  #cacheOf(index: OpenIndex): LRUCache<string, HitText> {
    let cache = this.#caches.get(index);
    if (!cache) {
      cache = new LRUCache<string, HitText>({
        maxSize: cacheSize,
        sizeCalculation: ({ title = '', text }, docid) =>
          200 + 2 * (title.length + docid.length) + (text?.size ?? 0),
      });
      this.#caches.set(index, cache);
    }
    return cache;
  }
}

function hitText(document: StoredDocument): HitText {
  const { title, text } = showDocument(document);
  return { title, text: text === undefined ? undefined : new SnippetText(text) };
}

async function addRecords(
  page: Candidate[],
  read: ReadDocuments,
  terms: SnippetTerms,
  form: RecordForm,
): Promise<void> {
  const stored = await read(page.map(({ docid }) => docid));
  for (const candidate of page) {
    const document = stored.get(candidate.docid);
    if (!document) continue;
    const shown = showDocument(document);
    const { title, text } = shown;
    candidate.title = title;
    candidate.snippet = text === undefined ? undefined : new SnippetText(text).cut(terms);
    candidate.doc = recordOf(document, shown, form);
  }
}
