/**
 * Finds the terms that every document has. It stores at most the terms of two documents: a term that one document lacks
 * is not in every one.
 */
export class EverywhereTerms {
  #inAll: Set<string> | undefined;
  #last: { readonly id: string; readonly weights: ReadonlyMap<string, number> } | undefined;

  /** Adds a document. */
  add(id: string, weights: ReadonlyMap<string, number>): void {
    if (!this.#inAll) this.#inAll = new Set(weights.keys());
    for (const term of this.#inAll) {
      if (!weights.has(term)) this.#inAll.delete(term);
    }
    this.#last = { id, weights };
  }

  /** Removes the document of this id. */
  drop(id: string): void {
    if (this.#last?.id === id) this.#last = undefined;
  }

  /** The terms that every added document has, sorted. */
  get inAll(): readonly string[] {
    return [...(this.#inAll ?? [])].sort();
  }

  /**
   * If documents replaced others: the terms that may be in all that are left, those of the last one, or of {@link inAll}
   * if that was removed.
   */
  get candidates(): readonly string[] {
    return this.#last ? [...this.#last.weights.keys()] : this.inAll;
  }
}
