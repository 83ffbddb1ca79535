/** What was indexed. */
export interface IndexSummary {
  /** Documents in the index that came from this collection. */
  readonly indexed: number;
  /** Documents without a weight above 0, or without a text; as in Anserini, they are not in the index. */
  readonly empty: number;
  /** Documents that are not on the whitelist. */
  readonly skipped: number;
  /** Requested fields that no document had. */
  readonly absentFields: readonly string[];
  /** Weights with a fraction, which was cut off. */
  readonly fractionalWeights: number;
  /** Tokens of vectors that were left out: of a weight between 0 and 1, or white space. */
  readonly droppedTokens: number;
  /** Documents whose ids have white space: no run in TREC's or MS MARCO's format can hold them. */
  readonly spacedIds: number;
  /** One of these ids. */
  readonly spacedId: string | undefined;
}

/** What both indexers of the shim have counted. */
export interface JavaCounts {
  countsSync(): number[];
  absentFieldsSync(): Buffer;
  spacedIdSync(): Buffer;
}

/** Reads what an indexer has counted so far. */
export function readSummary(indexer: JavaCounts): IndexSummary {
  const [indexed, empty, skipped, fractionalWeights, droppedTokens, spacedIds] = indexer
    .countsSync()
    .map(Number);
  const absent = indexer.absentFieldsSync().toString();
  return {
    indexed: indexed!,
    empty: empty!,
    skipped: skipped!,
    absentFields: absent === '' ? [] : absent.split('\n'),
    fractionalWeights: fractionalWeights!,
    droppedTokens: droppedTokens!,
    spacedIds: spacedIds!,
    spacedId: spacedIds! > 0 ? indexer.spacedIdSync().toString() : undefined,
  };
}
