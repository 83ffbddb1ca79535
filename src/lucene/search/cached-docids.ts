/**
 * Reads docids of consecutive documents, as the shim's `IndexSnapshot.docids` writes them.
 * @param generation the snapshot's; 0 for the newest
 * @returns null if there is no memory for them, or the snapshot is no longer the newest
 */
type FetchDocids = (generation: number, from: number, count: number) => Promise<Buffer | null>;

/** Documents in a piece of the table: one call to Java, and one string, of some 50 KB. */
const pieceBits = 12;
const pieceSize = 1 << pieceBits;

/**
 * The docids of one snapshot of an index by the documents' Lucene numbers: hits then cross the bridge without docids,
 * which makes rankings of 1,000 hits two to three times as fast, and all hits of a document share one string.
 */
export class DocidTable {
  readonly generation: number;
  readonly maxDoc: number;
  readonly #pieces: Buffer[] = [];
  /** The text of each piece, decoded on first use. */
  readonly #texts: string[] = [];
  /** Each docid, sliced out of its piece once. */
  readonly #docids: (string | undefined)[];

  /** @param first the first piece */
  constructor(first: Buffer) {
    this.generation = first.readInt32LE(0);
    this.maxDoc = first.readInt32LE(4);
    this.#docids = new Array<string | undefined>(this.maxDoc);
    this.add(first);
  }

  /**
   * Adds the next piece, little-endian: int32 generation, int32 maxDoc, int32 n, int32 ends[n] in UTF-16 units, then
   * the docids in UTF-8, one after another.
   */
  add(bytes: Buffer): void {
    this.#pieces.push(bytes);
  }

  /** How many documents have been added. */
  get length(): number {
    return Math.min(this.maxDoc, this.#pieces.length * pieceSize);
  }

  docid(document: number): string {
    return this.#docids[document] ?? this.#slice(document);
  }

  #slice(document: number): string {
    const [number, i] = [document >>> pieceBits, document & (pieceSize - 1)];
    const piece = this.#pieces[number]!;
    const headerEnd = 12;
    this.#texts[number] ??= piece.toString('utf8', headerEnd + 4 * piece.readInt32LE(8));
    const end = (i: number) => (i < 0 ? 0 : piece.readInt32LE(headerEnd + 4 * i));
    const docid = this.#texts[number]!.slice(end(i - 1), end(i));
    this.#docids[document] = docid;
    return docid;
  }
}

/**
 * The docids of a searcher's index. They are fetched, piece by piece, once as many hits have come with docids as there
 * are documents, and again after the index has changed.
 */
export class CachedDocids {
  readonly #fetch: FetchDocids;
  #table: DocidTable | undefined;
  /** How many more hits come with docids before all docids are fetched. */
  #hitsLeft: number;

  constructor(numDocs: number, fetch: FetchDocids) {
    this.#hitsLeft = numDocs;
    this.#fetch = fetch;
  }

  /** Undefined unless all docids are fetched. */
  get table(): DocidTable | undefined {
    return this.#table;
  }

  /**
   * Counts hits that came with docids.
   * @param known the table whose docids the search could leave out: that it did not means that the index has changed
   */
  count(hits: number, known: DocidTable | undefined): void {
    if (known && known === this.#table) {
      this.#table = undefined;
      this.#hitsLeft = known.maxDoc;
    }
    const before = this.#hitsLeft;
    this.#hitsLeft -= hits;
    // If this fails, hits keep coming with docids.
    if (before > 0 && this.#hitsLeft <= 0) this.#fetchAll().catch(() => {});
  }

  async #fetchAll(): Promise<void> {
    const first = await this.#fetch(0, 0, pieceSize);
    if (!first) return;
    const table = new DocidTable(first);
    while (table.length < table.maxDoc) {
      const next = await this.#fetch(table.generation, table.length, pieceSize);
      if (!next) return;
      table.add(next);
    }
    this.#table = table;
  }
}
