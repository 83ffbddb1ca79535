import { LRUCache } from 'lru-cache';
import { Turns } from '../util/turns.js';
import type { AcquiredIndexes } from './acquired-indexes.js';
import { type DocumentText, type RecordForm, recordOf, showDocument } from './document-text.js';
import type { FoundHit } from './hybrid-hits.js';
import type { OpenIndex } from './open-index.js';
import type { Candidate } from './results.js';
import { type SnippetTerms, SnippetText } from './snippet.js';

/** What to return of each document: nothing, title and snippet, or the record too. */
export type DocumentsShown = 'none' | 'snippet' | 'full';

/** Hits that are made ready in one turn of the event loop: about a millisecond. */
const pageSizes: Readonly<Record<DocumentsShown, number>> = { none: 1000, snippet: 20, full: 4 };

/** Bytes of texts that are cached for each index. */
const cacheSize = 64 << 20;

/** What is shown of a hit. */
interface HitText {
  readonly title: string | undefined;
  readonly text: SnippetText | undefined;
}

/** Texts from one index, or from it and a second. */
interface TextCache {
  readonly second: OpenIndex | undefined;
  readonly texts: LRUCache<string, HitText>;
}

/** The titles and texts of documents that were hits, by the index in which they were. */
export class HitTexts {
  readonly #caches = new WeakMap<OpenIndex, TextCache>();
  readonly #turns = new Turns();

  /**
   * The hits of a search with their ranks, titles, snippets and records, by pages, so that however many documents are
   * asked for and however long they are, memory holds a page.
   */
  async *pages(
    indexes: AcquiredIndexes,
    hits: readonly FoundHit[],
    documents: DocumentsShown,
    terms: SnippetTerms,
    form: RecordForm = {},
  ): AsyncGenerator<Candidate[]> {
    const shown = indexes.hasText ? documents : 'none';
    const pageSize = pageSizes[shown];
    for (let from = 0; from < hits.length; from += pageSize) {
      // All other requests share the event loop, and wait for one page in each of its turns.
      if (from > 0) await this.#turns.next();
      const page: Candidate[] = hits.slice(from, from + pageSize).map(({ docid, score, rankings }, i) => ({
        docid,
        score,
        rank: from + i + 1,
        ...(rankings && { rankings }),
      }));
      if (shown === 'snippet') await this.#addSnippets(indexes, page, terms);
      if (shown === 'full') await this.#addRecords(indexes, page, terms, form);
      yield page;
    }
  }

  async #addSnippets(indexes: AcquiredIndexes, page: Candidate[], terms: SnippetTerms): Promise<void> {
    const cache = this.#cacheOf(indexes);
    const texts = new Map(page.map(({ docid }) => [docid, cache.get(docid)]));
    const missing = [...texts.keys()].filter((docid) => !texts.get(docid));
    if (missing.length > 0) {
      for (const [docid, document] of await indexes.stored(missing)) {
        const text = hitText(showDocument(document));
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

  async #addRecords(
    indexes: AcquiredIndexes,
    page: Candidate[],
    terms: SnippetTerms,
    form: RecordForm,
  ): Promise<void> {
    const cache = this.#cacheOf(indexes);
    const stored = await indexes.stored(page.map(({ docid }) => docid));
    for (const candidate of page) {
      const document = stored.get(candidate.docid);
      if (!document) continue;
      const shown = showDocument(document);
      const known = cache.get(candidate.docid);
      const found = known ?? hitText(shown);
      if (!known) cache.set(candidate.docid, found);
      candidate.title = found.title;
      candidate.snippet = found.text?.cut(terms);
      candidate.doc = recordOf(document, shown, form);
    }
  }

  #cacheOf({ byText: [first, second] }: AcquiredIndexes): LRUCache<string, HitText> {
    const known = this.#caches.get(first!);
    if (known && known.second === second) return known.texts;
    const texts = new LRUCache<string, HitText>({
      maxSize: cacheSize,
      sizeCalculation: ({ title = '', text }, docid) =>
        200 + 2 * (title.length + docid.length) + (text?.size ?? 0),
    });
    this.#caches.set(first!, { second, texts });
    return texts;
  }
}

function hitText({ title, text }: DocumentText): HitText {
  return { title, text: text === undefined ? undefined : new SnippetText(text) };
}
