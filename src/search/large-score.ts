/** Float32 does not represent every whole number above this. */
const largestExactScore = 2 ** 24;

/** Warns, at most once, that a score is too large for float32 to represent every whole number. */
export class LargeScoreWarning {
  #warn: ((message: string) => void) | undefined;

  /** @param warn is called with the warning */
  constructor(warn: ((message: string) => void) | undefined) {
    this.#warn = warn;
  }

  /** @param best the highest score of a ranking; undefined if it is empty */
  check(best: number | undefined): void {
    if (!this.#warn || best === undefined || best <= largestExactScore) return;
    this.#warn(
      `a score is above ${largestExactScore.toLocaleString('en-US')}, beyond which float32 does not hold ` +
        'every whole number: near scores may tie or swap; smaller weights are exact',
    );
    this.#warn = undefined;
  }
}
