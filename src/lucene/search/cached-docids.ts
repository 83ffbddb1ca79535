/**
 * Gives docids of consecutive documents, as the shim's `IndexSnapshot.docids` writes them.
 * @param generation the snapshot's; 0 for the newest
 * @returns null where they cannot be had, or no longer of this snapshot
 */
type FetchDocids = (generation: number, from: number, count: number) => Promise<Buffer | null>;

/** Documents in a piece of the table: one call to Java, and one string, of some 50 KB. */
const pieceBits = 12;
const pieceSize = 1 << pieceBits;

/**
 * The docids of one snapshot of an index by the documents' Lucene numbers: hits then cross the bridge without theirs,
 * which makes rankings of 1,000 hits two to three times as fast, and all hits of a document share one string.
 */
export class DocidTable {
  readonly generation: number;
  readonly maxDoc: number;
  readonly #pieces: Piece[] = [];

  /** @param first the first piece */
  constructor(first: Buffer) {
    this.generation = first.readInt32LE(0);
    this.maxDoc = first.readInt32LE(4);
    this.add(first);
  }

  /**
   * Adds the next piece, little-endian: int32 generation, int32 maxDoc, int32 n, int32 ends[n] in UTF-16 units, then
   * the docids in UTF-8, one after another.
   */
  add(bytes: Buffer): void {
    this.#pieces.push(new Piece(bytes));
  }

  /** How many documents have been added. */
  get length(): number {
    return Math.min(this.maxDoc, this.#pieces.length * pieceSize);
  }

  docid(document: number): string {
    return this.#pieces[document >>> pieceBits]!.docid(document & (pieceSize - 1));
  }
}

/** Decodes its text at the first look, and cuts each docid out of it once. */
class Piece {
  readonly #bytes: Buffer;
  readonly #docids: (string | undefined)[];
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#docids = new Array<string | undefined>(bytes.readInt32LE(8)).fill(undefined);
  }

  docid(i: number): string {
    const known = this.#docids[i];
    if (known !== undefined) return known;
    this.#text ??= this.#bytes.toString('utf8', 12 + 4 * this.#docids.length);
    const docid = this.#text.slice(i === 0 ? 0 : this.#end(i - 1), this.#end(i));
    this.#docids[i] = docid;
    return docid;
  }

  #end(i: number): number {
    return this.#bytes.readInt32LE(12 + 4 * i);
  }
}

/**
 * The docids that a searcher has: fetched, piece by piece, once as many hits have come with theirs as there are
 * documents, and anew after the index has changed.
 */
export class CachedDocids {
  readonly #fetch: FetchDocids;
  #table: DocidTable | undefined;
  /** How many more hits come with their docids before all are fetched. */
  #hitsLeft: number;

  constructor(numDocs: number, fetch: FetchDocids) {
    this.#hitsLeft = numDocs;
    this.#fetch = fetch;
  }

  /** Undefined where they are not all here. */
  get table(): DocidTable | undefined {
    return this.#table;
  }

  /**
   * Counts hits that came with their docids.
   * @param known the table that the search was told of: the index has changed since it was fetched
   */
  count(hits: number, known: DocidTable | undefined): void {
    if (known && known === this.#table) {
      this.#table = undefined;
      this.#hitsLeft = known.maxDoc;
    }
    const before = this.#hitsLeft;
    this.#hitsLeft -= hits;
    // Hits keep coming with their docids where this fails.
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
