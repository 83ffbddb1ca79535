/** How to follow and stop an indexing. */
export interface IndexingCall {
  /** Stops the indexing; the index is then as it was before. */
  readonly signal?: AbortSignal;
  /** Called a few times a second with the documents done and an estimate of how many there are. */
  readonly onProgress?: (documents: number, estimatedTotal: number) => void;
}
