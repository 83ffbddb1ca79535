/**
 * The docids of one commit of an index by the documents' Lucene numbers: hits then come across the bridge
 * without theirs, and all hits of a document share one string.
 */
export class DocidTable {
  /** The commit, as the shim's `OpenIndex` numbers them. */
  readonly generation: number;
  readonly #text: string;
  /** Where each docid starts in the text, and the end of the last. */
  readonly #starts: Uint32Array;
  readonly #docids: (string | undefined)[];

  /**
   * @param bytes what the shim's `DocidTable` gives, little-endian: int32 generation, int32 n, int32 lengths[n] in
   *   UTF-16 units, then the docids in UTF-8, one behind the other
   */
  constructor(bytes: Buffer) {
    this.generation = bytes.readInt32LE(0);
    const n = bytes.readInt32LE(4);
    this.#starts = new Uint32Array(n + 1);
    for (let i = 0; i < n; i++) this.#starts[i + 1] = this.#starts[i]! + bytes.readInt32LE(8 + 4 * i);
    this.#text = bytes.toString('utf8', 8 + 4 * n);
    this.#docids = new Array<string | undefined>(n).fill(undefined);
  }

  /** The docid of a document that the commit has. */
  docid(document: number): string {
    const known = this.#docids[document];
    if (known !== undefined) return known;
    const docid = this.#text.slice(this.#starts[document], this.#starts[document + 1]);
    this.#docids[document] = docid;
    return docid;
  }
}
