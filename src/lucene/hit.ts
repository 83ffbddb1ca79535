import type { Hit } from '../run/run.js';

/**
 * A document in a ranking. Scores have their ties adjusted: descending scores say the order, whoever
 * sorts them.
 */
export interface LuceneHit extends Hit {
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
}

/**
 * Reads the bytes of the shim's `HitList`, little-endian, n hits: int32 n, float32 scores[n],
 * int32 documents[n], int32 docidLengths[n], then the docids in UTF-8, one behind the other.
 */
export function decodeHits(bytes: Buffer): LuceneHit[] {
  const n = bytes.readInt32LE(0);
  const hits = new Array<LuceneHit>(n);
  let docidStart = 4 + 12 * n;
  for (let i = 0; i < n; i++) {
    const docidEnd = docidStart + bytes.readInt32LE(4 + 8 * n + 4 * i);
    hits[i] = {
      docid: bytes.toString('utf8', docidStart, docidEnd),
      score: bytes.readFloatLE(4 + 4 * i),
      luceneDocid: bytes.readInt32LE(4 + 4 * n + 4 * i),
    };
    docidStart = docidEnd;
  }
  return hits;
}
