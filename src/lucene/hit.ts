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
  // Copied to where arrays of numbers may begin. Every machine that java-bridge runs on is little-endian.
  const start = bytes.byteOffset + 4;
  const numbers = bytes.buffer.slice(start, start + 12 * n);
  const scores = new Float32Array(numbers, 0, n);
  const documents = new Int32Array(numbers, 4 * n, n);
  const lengths = new Int32Array(numbers, 8 * n, n);
  const docids = bytes.toString('utf8', 4 + 12 * n);
  const hits = new Array<LuceneHit>(n);
  let docidStart = 0;
  for (let i = 0; i < n; i++) {
    const docidEnd = docidStart + lengths[i]!;
    hits[i] = {
      docid: docids.slice(docidStart, docidEnd),
      score: scores[i]!,
      luceneDocid: documents[i]!,
    };
    docidStart = docidEnd;
  }
  return hits;
}
