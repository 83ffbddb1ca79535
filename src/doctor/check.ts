/** The result of one check. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the program's main work requires it. */
  readonly needed: boolean;
  /** What the check found, in one line. */
  readonly found: string;
  /** Further lines, such as each Java that was found. */
  readonly details?: readonly string[] | undefined;
  /** How to fix it, if it is not ok. */
  readonly remedy?: string | undefined;
}
