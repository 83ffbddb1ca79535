/** How many texts an encoder has encoded, and how many of them it cut. */
export interface TextCounts {
  readonly texts: number;
  /** Texts that were longer than `maxLength`. */
  readonly truncated: number;
  /** In tokens. Infinity if no limit is known. */
  readonly maxLength: number;
}
