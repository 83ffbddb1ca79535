import type { Hit } from '../../run/run.js';
import type { DocidTable } from './cached-docids.js';

/**
 * A document in a ranking. Scores have their ties adjusted: sorting by score, descending,
 * keeps the order.
 */
export interface LuceneHit extends Hit {
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
}

/** Whether the bytes contain docids. */
export function haveDocids(bytes: Buffer): boolean {
  return bytes.readInt32LE(4) === 1;
}

/**
 * Reads the bytes of the shim's `HitList`, little-endian, n hits: int32 n, int32 d, float32 scores[n],
 * int32 documents[n]; where d is 1, int32 docidLengths[n] and then the docids in UTF-8, one after another. The
 * lengths are counted in UTF-16 units: decoding all docids as one string and cutting it is ten times as fast as
 * decoding one by one.
 * @param table the docids, if the bytes are without them
 */
export function decodeHits(bytes: Buffer, table?: DocidTable): LuceneHit[] {
  const n = bytes.readInt32LE(0);
  const withDocids = haveDocids(bytes);
  const [numbers, start] = numbersOf(bytes, 8, (withDocids ? 12 : 8) * n);
  const scores = new Float32Array(numbers, start, n);
  const documents = new Int32Array(numbers, start + 4 * n, n);
  const docidOf = withDocids
    ? docidsAfter(bytes, new Int32Array(numbers, start + 8 * n, n))
    : (i: number) => table!.docid(documents[i]!);
  return hitsOf(smallIntegers(scores) ?? scores, documents, docidOf);
}

/** The docids in the bytes, which must be asked for from first to last. */
function docidsAfter(bytes: Buffer, lengths: Int32Array): (i: number) => string {
  const docids = bytes.toString('utf8', 8 + 12 * lengths.length);
  let end = 0;
  return (i) => {
    const start = end;
    end += lengths[i]!;
    return docids.slice(start, end);
  };
}

function hitsOf(
  scores: Int32Array | Float32Array,
  documents: Int32Array,
  docidOf: (i: number) => string,
): LuceneHit[] {
  const hits = new Array<LuceneHit>(scores.length);
  for (let i = 0; i < hits.length; i++) {
    hits[i] = { docid: docidOf(i), score: scores[i]!, luceneDocid: documents[i]! };
  }
  return hits;
}

/**
 * The scores as int32 if all are whole: V8 keeps such numbers inside the hit, and others in a separate
 * object, which costs as much as the hit itself.
 */
function smallIntegers(scores: Float32Array): Int32Array | undefined {
  const whole = new Int32Array(scores);
  for (let i = 0; i < whole.length; i++) {
    if (whole[i] !== scores[i]) return undefined;
  }
  return whole;
}

/**
 * A part of the bytes for a typed array: in place, or copied if it is not aligned. Every machine that java-bridge runs
 * on is little-endian.
 */
function numbersOf(bytes: Buffer, from: number, length: number): [numbers: ArrayBufferLike, start: number] {
  const start = bytes.byteOffset + from;
  return start % 4 === 0 ? [bytes.buffer, start] : [bytes.buffer.slice(start, start + length), 0];
}
