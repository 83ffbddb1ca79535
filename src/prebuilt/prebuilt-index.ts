/** An index that is published ready to search. */
export interface PrebuiltIndex {
  /** Pyserini's name. */
  readonly name: string;
  /** Other names that Pyserini has for it. */
  readonly aliases?: readonly string[] | undefined;
  /** `impact` for {@link LuceneImpactSearcher}, `text` for {@link LuceneSearcher}. */
  readonly kind: 'impact' | 'text';
  /** The model that encoded the documents. Queries need the same one. */
  readonly model?: string | undefined;
  /** The name of the published index that holds the texts of the same documents, if this one does not. */
  readonly texts?: string | undefined;
  /** Documents in the index, if known. */
  readonly documents?: number | undefined;
  /** Size of the archive in bytes, if known. */
  readonly size?: number | undefined;
  /** MD5 of the archive. */
  readonly md5: string;
  /** The archive, a `.tar.gz` or a `.tar`. */
  readonly url: string;
  /** Further addresses of the archive, for where the first answers 404. */
  readonly otherUrls?: readonly string[] | undefined;
  /** The name of the archive, by which the folder in the cache is named, unless the address ends with it. */
  readonly archive?: string | undefined;
}
