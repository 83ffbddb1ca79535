import { DocidTable } from './docid-table.js';

/** Where docids come from. */
export interface DocidSource {
  /** The number of documents in the index. */
  count(): number;
  /** All of its docids, as {@link DocidTable} reads them; null where Java has no memory for them. */
  fetch(): Promise<Buffer | null>;
}

/**
 * The docids that a searcher knows: all of them, fetched once as many hits have come with theirs as there are
 * documents, and anew after the index has changed.
 */
export class KnownDocids {
  readonly #source: DocidSource;
  #table: DocidTable | undefined;
  /** How many more hits come with their docids before all are fetched. */
  #hitsLeft: number;

  constructor(source: DocidSource) {
    this.#source = source;
    this.#hitsLeft = source.count();
  }

  /** Undefined where they are not known. */
  get table(): DocidTable | undefined {
    return this.#table;
  }

  /**
   * Counts hits that came with their docids.
   * @param known what the search was told is known here: it came from another state of the index
   */
  count(hits: number, known: DocidTable | undefined): void {
    if (known && known === this.#table) {
      this.#table = undefined;
      this.#hitsLeft = this.#source.count();
    }
    const before = this.#hitsLeft;
    this.#hitsLeft -= hits;
    // Hits go on coming with their docids where this fails.
    if (before > 0 && this.#hitsLeft <= 0) void this.#fetch().catch(() => {});
  }

  async #fetch(): Promise<void> {
    const bytes = await this.#source.fetch();
    if (bytes) this.#table = new DocidTable(bytes);
  }
}
