import { ByteReader } from '../jvm/byte-reader.js';
import type { StartedCall } from '../jvm/calls.js';
import type { JavaExport } from './write-export.js';

/** Statistics of an index, by the names of Pyserini's `LuceneIndexReader.stats()`. */
export interface IndexStats {
  /** The sum of all term frequencies; in an impact index, of all impacts. */
  readonly totalTerms: number;
  readonly documents: number;
  readonly nonEmptyDocuments: number;
  readonly uniqueTerms: number;
}

/** How often a term occurs. Deleted documents count until Lucene merges them away. */
export interface TermCounts {
  /** Document frequency: how many documents have the term. */
  readonly df: number;
  /** Collection frequency: the sum of its frequencies; in an impact index, of its impacts. */
  readonly cf: number;
}

export interface IndexTerm extends TermCounts {
  readonly term: string;
}

/** A document in the postings of a term. */
export interface Posting {
  readonly docid: string;
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
  /** The frequency; in an impact index, the impact. */
  readonly tf: number;
  /** Positions of the term in the document, from 0; empty if the index has no positions. */
  readonly positions: readonly number[];
}

/** The shim's `TermCursor` and `PostingsCursor`: one batch per call, an empty one at the end. */
export interface JavaCursor {
  startNextSync(): StartedCall<Buffer>;
}

type Bm25Call<T> = (doc: number, query: string, k1: number, b: number, accurate: boolean) => StartedCall<T>;

/** The shim's `IndexView`. */
export interface JavaView {
  startStatsSync(): StartedCall<number[]>;
  startDescribeSync(): StartedCall<Buffer>;
  startTermsSync(): StartedCall<JavaCursor>;
  startTermCountsSync(term: string): StartedCall<number[]>;
  startPostingsSync(term: string): StartedCall<JavaCursor | null>;
  startFindSync(field: string, term: string): StartedCall<number>;
  startDocidSync(doc: number): StartedCall<string | null>;
  startStoredSync(doc: number): StartedCall<Buffer>;
  startVectorSync(doc: number): StartedCall<Buffer>;
  startPositionsSync(doc: number): StartedCall<Buffer>;
  startScoreImpactSync(doc: number, query: string, minIdf: number): StartedCall<number>;
  startScoreBm25Sync: Bm25Call<number>;
  startExplainImpactSync(doc: number, query: string, minIdf: number): StartedCall<Buffer>;
  startExplainBm25Sync: Bm25Call<Buffer>;
  dumpSync(): JavaExport;
  startCiffSync(about: string, maxWeight: number): StartedCall<JavaExport>;
  startCloseSync(): StartedCall<void>;
}

export interface JavaViewClass {
  startOpenSync(source: object, field: string): StartedCall<JavaView>;
}

export function decodeStats(numbers: readonly number[]): IndexStats {
  const [totalTerms, documents, nonEmptyDocuments, uniqueTerms] = numbers;
  return {
    totalTerms: totalTerms!,
    documents: documents!,
    nonEmptyDocuments: nonEmptyDocuments!,
    uniqueTerms: uniqueTerms!,
  };
}

/** One term of the shim's `TermCursor`. */
export function decodeTerm(bytes: ByteReader): IndexTerm {
  const df = bytes.int32();
  const cf = bytes.int64();
  return { term: bytes.text(), df, cf };
}

/** One posting of the shim's `PostingsCursor`. */
export function decodePosting(bytes: ByteReader): Posting {
  const luceneDocid = bytes.int32();
  const tf = bytes.int32();
  const positions = bytes.array(bytes.int32(), () => bytes.int32());
  return { docid: bytes.text(), luceneDocid, tf, positions };
}

/** The shim's `DocumentVector.frequencies`. */
export function decodeVector(bytes: Buffer): Map<string, number> {
  const reader = new ByteReader(bytes);
  const vector = new Map<string, number>();
  while (!reader.atEnd) vector.set(reader.text(), reader.int32());
  return vector;
}

/** The shim's `DocumentVector.positions`. */
export function decodePositions(bytes: Buffer): Map<string, number[]> {
  const reader = new ByteReader(bytes);
  const positions = new Map<string, number[]>();
  while (!reader.atEnd) {
    const term = reader.text();
    positions.set(
      term,
      reader.array(reader.int32(), () => reader.int32()),
    );
  }
  return positions;
}
