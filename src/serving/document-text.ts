import type { StoredDocument } from '../search/impact-searcher.js';

/** What can be shown of a document. */
export interface ShownDocument {
  readonly title: string | undefined;
  readonly text: string | undefined;
  /** The record, parsed if it is JSON; null if none is stored. */
  readonly doc: unknown;
}

/** Finds title and text in what an index stores: in the raw record by their usual names, else in `contents`. */
export function showDocument(stored: StoredDocument): ShownDocument {
  const record = stored.raw === undefined ? undefined : parseRecord(stored.raw);
  const field = (...names: string[]) => names.map((name) => nonEmpty(record?.[name])).find((value) => value);
  return {
    title: field('title') ?? nonEmpty(stored.get('title')),
    text: field('text', 'contents', 'body', 'segment', 'passage') ?? nonEmpty(stored.contents),
    doc: record ?? stored.raw ?? stored.contents ?? null,
  };
}

function parseRecord(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(raw);
    const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isRecord ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // TREC's records are not JSON and are returned unparsed.
  }
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const snippetLength = 260;

/** Words with the same first letters count as one: a crude stemmer for plurals and endings. */
const stemLength = 5;

const stem = (word: string) => word.slice(0, stemLength);

/** The terms of a query by weight, for {@link snippetOf}. */
export class SnippetTerms {
  readonly #weights = new Map<string, number>();

  /** @param vector the encoded query, if there is one; the query's own words get the weight of its heaviest term */
  constructor(query: string, vector: ReadonlyMap<string, number> = new Map()) {
    let heaviest = 1;
    for (const weight of vector.values()) heaviest = Math.max(heaviest, weight);
    for (const [term, weight] of vector) this.#add(term, weight);
    for (const [word] of query.toLowerCase().matchAll(/[\p{L}\p{N}]{3,}/gu)) this.#add(word, heaviest);
  }

  #add(term: string, weight: number): void {
    const key = stem(term);
    this.#weights.set(key, Math.max(this.#weights.get(key) ?? 0, weight));
  }

  /** The sum of the weights of the distinct query terms in a passage. */
  weigh(passage: string): number {
    const found = new Set<string>();
    for (const [word] of passage.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) found.add(stem(word));
    let sum = 0;
    for (const key of found) sum += this.#weights.get(key) ?? 0;
    return sum;
  }
}

/** The part of a text, from the start of a sentence, that has the heaviest terms of a query. */
export function snippetOf(text: string, terms: SnippetTerms): string {
  const plain = text.slice(0, 20_000).replace(/\s+/g, ' ').trim();
  if (plain.length <= snippetLength) return plain;
  let best = 0;
  let bestWeight = -1;
  for (const { index } of plain.matchAll(/(?<=^|[.!?] )\S/g)) {
    const weight = terms.weigh(plain.slice(index, index + snippetLength));
    // Of equal weights the last start wins, which puts the terms near the snippet's beginning.
    const isNearer = weight === bestWeight && weight > 0 && index - best < snippetLength;
    if (weight > bestWeight || isNearer) [best, bestWeight] = [index, weight];
  }
  const rest = plain.slice(best, best + snippetLength + 1);
  const isWhole = rest.length <= snippetLength;
  const end = isWhole ? rest.length : Math.max(rest.lastIndexOf(' '), snippetLength >> 1);
  return `${best > 0 ? '… ' : ''}${rest.slice(0, end)}${isWhole ? '' : ' …'}`;
}
