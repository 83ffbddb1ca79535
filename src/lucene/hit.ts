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
 * int32 documents[n], int32 docidLengths[n], then the docids in UTF-8, one behind the other. The lengths
 * are counted in UTF-16 units: decoding all docids as one string and cutting it is ten times as fast as
 * decoding one by one.
 */
export function decodeHits(bytes: Buffer): LuceneHit[] {
  const n = bytes.readInt32LE(0);
  const hits = new Array<LuceneHit>(n);
  const docids = bytes.toString('utf8', 4 + 12 * n);
  let start = 0;
  for (let i = 0; i < n; i++) {
    const end = start + bytes.readInt32LE(4 + 8 * n + 4 * i);
    hits[i] = {
      docid: docids.slice(start, end),
      score: bytes.readFloatLE(4 + 4 * i),
      luceneDocid: bytes.readInt32LE(4 + 4 * n + 4 * i),
    };
    start = end;
  }
  return hits;
}
