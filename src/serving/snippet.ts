/** Characters of a snippet, and of a text from which snippets are cut. */
const snippetLength = 260;
const textLength = 20_000;

/** Words with the same first letters count as one: a crude stemmer for plurals and endings. */
const stemLength = 5;

/** The hash of a word's stem (FNV-1a). Two stems with one hash, which is rare, make a snippet less apt, not wrong. */
function stemHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < stemLength && i < word.length; i++)
    hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** The terms of a query by weight, for {@link SnippetText.cut}. */
export class SnippetTerms {
  readonly #weights = new Map<number, number>();

  /** @param vector the encoded query, if there is one; the query's own words get the weight of its heaviest term */
  constructor(query: string, vector: ReadonlyMap<string, number> = new Map()) {
    let heaviest = 1;
    for (const weight of vector.values()) heaviest = Math.max(heaviest, weight);
    for (const [term, weight] of vector) this.#add(term, weight);
    for (const [word] of query.toLowerCase().matchAll(/[\p{L}\p{N}]{3,}/gu)) this.#add(word, heaviest);
  }

  #add(term: string, weight: number): void {
    const key = stemHash(term);
    this.#weights.set(key, Math.max(this.#weights.get(key) ?? 0, weight));
  }

  /** @param stem as {@link stemHash} returns it */
  weightOf(stem: number): number | undefined {
    return this.#weights.get(stem);
  }
}

/** A text from which snippets are cut, with the places of its words and sentences. */
export class SnippetText {
  readonly #text: string;
  /** Of each word: where it starts and ends, and the hash of its stem. */
  readonly #words: Int32Array;
  readonly #sentences: Int32Array;

  constructor(text: string) {
    this.#text = text.slice(0, textLength).replace(/\s+/g, ' ').trim();
    const words: number[] = [];
    const sentences: number[] = [];
    if (this.#text.length > snippetLength) {
      for (const { 0: word, index } of this.#text.matchAll(/[\p{L}\p{N}]+/gu)) {
        words.push(index, index + word.length, stemHash(word.toLowerCase()));
      }
      for (const { index } of this.#text.matchAll(/(?<=^|[.!?] )\S/g)) sentences.push(index);
    }
    this.#words = Int32Array.from(words);
    this.#sentences = Int32Array.from(sentences);
  }

  /** In bytes, about. */
  get size(): number {
    return 200 + 2 * this.#text.length + this.#words.byteLength + this.#sentences.byteLength;
  }

  /** The part of the text, from the start of a sentence, that has the heaviest terms of a query. */
  cut(terms: SnippetTerms): string {
    if (this.#text.length <= snippetLength) return this.#text;
    const start = this.#heaviest(terms);
    const rest = this.#text.slice(start, start + snippetLength + 1);
    const isWhole = rest.length <= snippetLength;
    const end = isWhole ? rest.length : Math.max(rest.lastIndexOf(' '), snippetLength >> 1);
    return `${start > 0 ? '… ' : ''}${rest.slice(0, end)}${isWhole ? '' : ' …'}`;
  }

  /** The start of the sentence after which the distinct terms of a query weigh most. */
  #heaviest(terms: SnippetTerms): number {
    const matches = this.#matches(terms);
    let best = 0;
    let bestWeight = -1;
    let first = 0;
    for (const start of this.#sentences) {
      while (first < matches.length && matches[first]!.start < start) first++;
      const seen = new Set<number>();
      let weight = 0;
      for (let i = first; i < matches.length && matches[i]!.end <= start + snippetLength; i++) {
        const { stem } = matches[i]!;
        if (seen.has(stem)) continue;
        seen.add(stem);
        weight += matches[i]!.weight;
      }
      // Of equal weights the last start wins, which puts the terms near the snippet's beginning.
      const isNearer = weight === bestWeight && weight > 0 && start - best < snippetLength;
      if (weight > bestWeight || isNearer) [best, bestWeight] = [start, weight];
    }
    return best;
  }

  #matches(terms: SnippetTerms) {
    const matches: { start: number; end: number; stem: number; weight: number }[] = [];
    for (let i = 0; i < this.#words.length; i += 3) {
      const stem = this.#words[i + 2]!;
      const weight = terms.weightOf(stem);
      if (weight !== undefined)
        matches.push({ start: this.#words[i]!, end: this.#words[i + 1]!, stem, weight });
    }
    return matches;
  }
}
