/**
 * The weight of the n-th heaviest posting of every token, of postings that are added one by one, without those themselves:
 * it counts how often each weight occurs, and forgets weights below the n-th heaviest. So memory holds at most n numbers for
 * a token, and no more than it has different weights.
 */
export class ListCuts {
  readonly #length: number;
  readonly #lists = new Map<string, WeightCounts>();

  /** @param length n */
  constructor(length: number) {
    this.#length = length;
  }

  /** The tokens so far. */
  get tokens(): number {
    return this.#lists.size;
  }

  add(token: string, weight: number): void {
    let list = this.#lists.get(token);
    if (!list) {
      list = new WeightCounts(this.#length);
      this.#lists.set(token, list);
    }
    list.add(weight);
  }

  /** The least weight that is among the n heaviest of a token; 0 where it has fewer postings. */
  least(token: string): number {
    return this.#lists.get(token)?.least() ?? 0;
  }
}

/** Weights that are counted before the least of them are looked for again. */
const slack = 64;

class WeightCounts {
  readonly #length: number;
  #counts = new Map<number, number>();
  #added = 0;
  #least = 0;
  #limit = slack;

  constructor(length: number) {
    this.#length = length;
  }

  add(weight: number): void {
    this.#added++;
    if (weight < this.#least) return;
    this.#counts.set(weight, (this.#counts.get(weight) ?? 0) + 1);
    if (this.#counts.size > this.#limit) this.#forget();
  }

  least(): number {
    this.#forget();
    return this.#least;
  }

  #forget(): void {
    if (this.#added < this.#length) {
      this.#limit = this.#counts.size * 2 + slack;
      return;
    }
    const heaviest: [number, number][] = [];
    let postings = 0;
    for (const entry of [...this.#counts].sort(([a], [b]) => b - a)) {
      heaviest.push(entry);
      postings += entry[1];
      if (postings >= this.#length) break;
    }
    this.#counts = new Map(heaviest);
    this.#least = heaviest.at(-1)![0];
    this.#limit = this.#counts.size * 2 + slack;
  }
}
