/** An index that is published ready to search. */
export interface PrebuiltIndex {
  /** Pyserini's name. */
  readonly name: string;
  /** Whether its terms have impacts, for {@link LuceneImpactSearcher}, or are words, for {@link LuceneSearcher}. */
  readonly kind: 'impact' | 'text';
  /** The model that its documents were encoded with, and queries have to be. */
  readonly model?: string;
  /** Documents in the index, where that is known. */
  readonly documents?: number;
  /** Bytes of the archive, where that is known. */
  readonly size?: number;
  /** Of the archive. */
  readonly md5: string;
  /** The archive, a `.tar.gz`. */
  readonly url: string;
}

/** Indexes that were built and published together. */
export interface IndexFamily {
  readonly folder: string;
  /** What stands before the name in the file's name; default `lucene-inverted.`. */
  readonly prefix?: string;
  /** What stands after the name: the day and the commit. */
  readonly version: string;
  readonly kind: PrebuiltIndex['kind'];
  readonly model?: string;
  readonly indexes: readonly (readonly [name: string, md5: string, documents?: number, size?: number])[];
}
