/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the program's main work needs it. What it can do without is `false` here. */
  readonly needed: boolean;
  /** What was found, in one line. */
  readonly found: string;
  /** More lines: each candidate that was looked at, say. */
  readonly details?: readonly string[];
  /** The way to mend it, where it is not ok. */
  readonly remedy?: string;
}
