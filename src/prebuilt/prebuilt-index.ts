/** An index that is published ready to search. */
export interface PrebuiltIndex {
  /** Pyserini's name. */
  readonly name: string;
  /** `impact` for {@link LuceneImpactSearcher}, `text` for {@link LuceneSearcher}. */
  readonly kind: 'impact' | 'text';
  /** The model that encoded the documents. Queries need the same one. */
  readonly model?: string | undefined;
  /** Documents in the index, if known. */
  readonly documents?: number | undefined;
  /** Size of the archive in bytes, if known. */
  readonly size?: number | undefined;
  /** MD5 of the archive. */
  readonly md5: string;
  /** The archive, a `.tar.gz`. */
  readonly url: string;
}
