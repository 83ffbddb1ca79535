import type { StoredDocument } from '../search/impact-searcher.js';

/** What can be shown of a document. */
export interface ShownDocument {
  readonly title?: string;
  readonly text?: string;
  /** The record, parsed where it is JSON; null where none is stored. */
  readonly doc: unknown;
}

/** Finds title and text in what an index stores: in the raw record by their usual names, else in `contents`. */
export function showDocument(stored: StoredDocument): ShownDocument {
  const record = stored.raw === undefined ? undefined : parseRecord(stored.raw);
  const field = (...names: string[]) => names.map((name) => nonEmpty(record?.[name])).find((value) => value);
  const title = field('title') ?? nonEmpty(stored.get('title'));
  const text = field('text', 'contents', 'body', 'segment', 'passage') ?? nonEmpty(stored.contents);
  return {
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { text }),
    doc: record ?? stored.raw ?? stored.contents ?? null,
  };
}

function parseRecord(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(raw);
    const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isRecord ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // TREC's records are no JSON, and are given as they stand.
  }
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const snippetLength = 260;

/** So many letters make two words the same: enough to see through plurals and endings. */
const stemLength = 5;

const stem = (word: string) => word.slice(0, stemLength);

/** Words by what they weigh in a query, for {@link snippetOf}. */
export class SnippetWords {
  readonly #weights = new Map<string, number>();

  /** @param vector weights of terms, where the query has them; its own words weigh as much as the heaviest */
  constructor(query: string, vector: ReadonlyMap<string, number> = new Map()) {
    let most = 1;
    for (const weight of vector.values()) most = Math.max(most, weight);
    for (const [term, weight] of vector) this.#add(term, weight);
    for (const [word] of query.toLowerCase().matchAll(/[\p{L}\p{N}]{3,}/gu)) this.#add(word, most);
  }

  #add(term: string, weight: number): void {
    const key = stem(term);
    this.#weights.set(key, Math.max(this.#weights.get(key) ?? 0, weight));
  }

  /** The weight of the different words of a passage that the query has. */
  weigh(passage: string): number {
    const found = new Set<string>();
    for (const [word] of passage.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) found.add(stem(word));
    let sum = 0;
    for (const key of found) sum += this.#weights.get(key) ?? 0;
    return sum;
  }
}

/** The part of a text that has the most of a query: from the start of a sentence on, a few lines. */
export function snippetOf(text: string, words: SnippetWords): string {
  const plain = text.slice(0, 20_000).replace(/\s+/g, ' ').trim();
  if (plain.length <= snippetLength) return plain;
  let best = 0;
  let most = -1;
  for (const { index } of plain.matchAll(/(?<=^|[.!?] )\S/g)) {
    const weight = words.weigh(plain.slice(index, index + snippetLength));
    // As near to the words as may be, so that they do not stand at its end.
    const isNearer = weight === most && weight > 0 && index - best < snippetLength;
    if (weight > most || isNearer) [best, most] = [index, weight];
  }
  const rest = plain.slice(best, best + snippetLength + 1);
  const isWhole = rest.length <= snippetLength;
  const end = isWhole ? rest.length : Math.max(rest.lastIndexOf(' '), snippetLength >> 1);
  return `${best > 0 ? '… ' : ''}${rest.slice(0, end)}${isWhole ? '' : ' …'}`;
}
