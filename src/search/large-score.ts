/** Whole numbers above this are not all to be had in float32. */
const largestExactScore = 2 ** 24;

/** Tells, at most once, that a score is too large for float32 to hold every whole number. */
export class LargeScoreWarning {
  #tell: ((message: string) => void) | undefined;

  /** @param tell what to tell; without it, nothing is told */
  constructor(tell: ((message: string) => void) | undefined) {
    this.#tell = tell;
  }

  /** @param best the highest score of a ranking, which has none where it is empty */
  check(best: number | undefined): void {
    if (!this.#tell || best === undefined || best <= largestExactScore) return;
    this.#tell(
      `a score is above ${largestExactScore.toLocaleString('en-US')}, beyond which float32 does not hold ` +
        'every whole number: near scores may tie or swap; smaller weights are exact',
    );
    this.#tell = undefined;
  }
}
