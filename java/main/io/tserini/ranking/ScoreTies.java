package io.tserini.ranking;

/**
 * Makes the scores of a ranking determine its order, as Anserini does, so that an evaluation tool that breaks ties in
 * its own way sees the same ranking.
 *
 * <p>Down the list, in float32: {@code s = round(s × 1e4) / 1e4}; unless the score before, as adjusted, is greater by
 * more than 1e-4, the hit counts as the n-th of a tie and loses n × 1e-6. Whole scores from 32 up, where the step
 * between floats exceeds that, keep their value.
 */
final class ScoreTies {
  private static final float MAX_TIE_GAP = 1e-4f;
  private static final float TIE_STEP = 1e-6f;

  private ScoreTies() {}

  /** Adjusts scores in place; they are in descending order. */
  static void adjust(float[] scores) {
    int duplicates = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (Math.round(scores[i] * 1e4d) / 1e4d);
      if (i == 0 || scores[i - 1] - scores[i] > MAX_TIE_GAP) {
        duplicates = 0;
      } else {
        duplicates++;
        scores[i] -= TIE_STEP * duplicates;
      }
    }
  }
}
