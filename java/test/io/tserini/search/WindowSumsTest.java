package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WindowSumsTest {
  private static final int LENGTH = 1_000;

  private final WindowRanges all = new WindowRanges();
  private final int[] candidates = new int[ImpactScorer.WINDOW];

  private int[] found(WindowSums sums, double least) {
    return Arrays.copyOf(candidates, sums.find(least, candidates));
  }

  @Test
  void addsAnyNumberOfTermsInBothForms() {
    Random random = new Random(9);
    all.setAll(LENGTH);
    for (int terms = 0; terms < 14; terms++) {
      WindowSums whole = new WholeSums().begin();
      WindowSums fractional = new FractionalSums().begin();
      // The second window has a base, and the candidates of the first are few.
      for (int base : new int[] {0, LENGTH}) {
        whole.moveTo(base, all);
        fractional.moveTo(base, all);
        int[] expected = new int[LENGTH];
        for (int term = 0; term < terms; term++) {
          byte[] freqs = new byte[2 * LENGTH];
          random.nextBytes(freqs);
          int weight = 1 + random.nextInt(300);
          for (int i = 0; i < LENGTH; i++) {
            expected[i] += weight * (freqs[base + i] &= Byte.MAX_VALUE);
          }
          whole.add(freqs, weight);
          fractional.add(freqs, weight);
        }
        int largest = Arrays.stream(expected).max().orElseThrow();
        for (double least : new double[] {largest - 0.5, largest, -1, largest / 2.0, Double.NEGATIVE_INFINITY}) {
          int[] above = IntStream.range(0, LENGTH).filter(i -> expected[i] > least).toArray();
          assertArrayEquals(above, found(whole, least));
          assertArrayEquals(above, found(fractional, least));
        }
        for (int i = 0; i < LENGTH; i++) {
          assertEquals(expected[i], whole.sum(i));
          assertEquals(expected[i], fractional.sum(i));
        }
      }
    }
  }

  @Test
  void forgetsWhatASearchThatFailedLeft() {
    all.setAll(LENGTH);
    WindowSums sums = new WholeSums().begin();
    sums.moveTo(0, all);
    byte[] freqs = new byte[LENGTH];
    Arrays.fill(freqs, (byte) 1);
    sums.add(freqs, 7);
    // No find: the next term of that search could not be read.
    sums.begin().moveTo(0, all);
    assertEquals(0, sums.find(0, candidates));
  }
}
