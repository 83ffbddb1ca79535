import { ByteReader } from '../jvm/byte-reader.js';
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
  next(): Promise<Buffer>;
}

type Bm25Call<T> = (doc: number, query: string, k1: number, b: number, accurate: boolean) => Promise<T>;

/** The shim's `IndexView`. */
export interface JavaView {
  stats(): Promise<(number | bigint)[]>;
  describe(): Promise<Buffer>;
  terms(): Promise<JavaCursor>;
  termCounts(term: string): Promise<(number | bigint)[]>;
  postings(term: string): Promise<JavaCursor | null>;
  find(field: string, term: string): Promise<number>;
  docid(doc: number): Promise<string | null>;
  stored(doc: number): Promise<Buffer>;
  vector(doc: number): Promise<Buffer>;
  positions(doc: number): Promise<Buffer>;
  scoreImpact(doc: number, query: string, minIdf: number): Promise<number>;
  scoreBm25: Bm25Call<number>;
  explainImpact(doc: number, query: string, minIdf: number): Promise<Buffer>;
  explainBm25: Bm25Call<Buffer>;
  dumpSync(): JavaExport;
  ciff(about: string, maxWeight: number): Promise<JavaExport>;
  close(): Promise<void>;
}

export interface JavaViewClass {
  newInstanceAsync(path: string, field: string): Promise<JavaView>;
}

export function decodeStats(numbers: readonly (number | bigint)[]): IndexStats {
  const [totalTerms, documents, nonEmptyDocuments, uniqueTerms] = numbers.map(Number);
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
