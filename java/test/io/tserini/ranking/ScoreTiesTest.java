package io.tserini.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ScoreTiesTest {
  private static float[] adjusted(float... scores) {
    ScoreTies.adjust(scores);
    return scores;
  }

  @Test
  void leavesLargeWholeScoresAlone() {
    assertArrayEquals(new float[] {51131, 51131, 300}, adjusted(51131, 51131, 300));
  }

  @Test
  void takesAMillionthFromEachTieMoreThanFromTheOneBefore() {
    assertArrayEquals(new float[] {2, 2 - 1e-6f, 2 - 2e-6f, 1, 1 - 1e-6f}, adjusted(2, 2, 2, 1, 1));
  }

  @Test
  void countsNeighboursThatAreAStepApartAsTied() {
    float[] scores = adjusted(0.0002f, 0.0001f);
    assertTrue(scores[1] < 0.0001f);
  }
}
