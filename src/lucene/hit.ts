import type { Hit } from '../run/run.js';
import type { DocidTable } from './docid-table.js';

/**
 * A document in a ranking. Scores have their ties adjusted: descending scores say the order, whoever
 * sorts them.
 */
export interface LuceneHit extends Hit {
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
}

/** Whether hits came with their docids. */
export function haveDocids(bytes: Buffer): boolean {
  return bytes.readInt32LE(4) === 1;
}

/**
 * Reads the bytes of the shim's `HitList`, little-endian, n hits: int32 n, int32 d, float32 scores[n],
 * int32 documents[n]; where d is 1, int32 docidLengths[n] and then the docids in UTF-8, one behind the other. The
 * lengths are counted in UTF-16 units: decoding all docids as one string and cutting it is ten times as fast as
 * decoding one by one.
 * @param table where the docids are that did not come
 */
export function decodeHits(bytes: Buffer, table?: DocidTable): LuceneHit[] {
  const n = bytes.readInt32LE(0);
  const withDocids = haveDocids(bytes);
  const [numbers, start] = numbersOf(bytes, 8, (withDocids ? 12 : 8) * n);
  const scores = new Float32Array(numbers, start, n);
  const documents = new Int32Array(numbers, start + 4 * n, n);
  const hits = new Array<LuceneHit>(n);
  if (!withDocids) {
    for (let i = 0; i < n; i++) {
      const luceneDocid = documents[i]!;
      hits[i] = { docid: table!.docid(luceneDocid), score: scores[i]!, luceneDocid };
    }
    return hits;
  }
  const lengths = new Int32Array(numbers, start + 8 * n, n);
  const docids = bytes.toString('utf8', 8 + 12 * n);
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

/**
 * Where arrays of numbers may be laid over a part of the bytes: in place, or copied to where such arrays may
 * begin. Every machine that java-bridge runs on is little-endian.
 */
function numbersOf(bytes: Buffer, from: number, length: number): [numbers: ArrayBufferLike, start: number] {
  const start = bytes.byteOffset + from;
  return start % 4 === 0 ? [bytes.buffer, start] : [bytes.buffer.slice(start, start + length), 0];
}
