/**
 * Finds the terms that every document has. What is held is never more than the terms of one document: a term that one
 * lacks is not in every one.
 */
export class EverywhereTerms {
  #inAll: Set<string> | undefined;
  #last: { readonly id: string; readonly terms: readonly string[] } | undefined;

  /** Takes a document in. */
  add(id: string, weights: ReadonlyMap<string, number>): void {
    if (!this.#inAll) this.#inAll = new Set(weights.keys());
    for (const term of this.#inAll) {
      if (!weights.has(term)) this.#inAll.delete(term);
    }
    this.#last = { id, terms: [...weights.keys()] };
  }

  /** Says that there is no document of this id any more. */
  drop(id: string): void {
    if (this.#last?.id === id) this.#last = undefined;
  }

  /** The terms that every document has that was taken in, in order. */
  get inAll(): readonly string[] {
    return [...(this.#inAll ?? [])].sort();
  }

  /**
   * Where documents took the place of others: the terms that may be in all that are left, those of the last one. Where
   * that was dropped, those of {@link inAll}.
   */
  get candidates(): readonly string[] {
    return this.#last?.terms ?? this.inAll;
  }
}
