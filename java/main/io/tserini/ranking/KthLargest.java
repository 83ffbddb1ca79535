package io.tserini.ranking;

import java.util.Arrays;

/**
 * Selects the k-th largest of whole numbers by counting how many fall into each of equal parts of their range, and then
 * looking into one part alone. It has no branch that depends on how two numbers compare, which is what costs most in
 * selecting by a pivot.
 */
final class KthLargest {
  private static final int PARTS = 512;
  private static final int MAX_SORT_SIZE = 24;

  private final int[] counts = new int[PARTS];

  /**
   * @param values reordered
   * @param k from 1 to {@code size}
   */
  int of(int[] values, int size, int k) {
    int left = size;
    int rank = k;
    while (left > MAX_SORT_SIZE) {
      int min = values[0];
      int max = values[0];
      for (int i = 1; i < left; i++) {
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
      if (min == max) {
        return min;
      }
      int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros((long) max - min) - 9);
      Arrays.fill(counts, 0);
      for (int i = 0; i < left; i++) {
        counts[(int) (((long) values[i] - min) >>> shift)]++;
      }
      int part = PARTS - 1;
      while (counts[part] < rank) {
        rank -= counts[part--];
      }
      left = keepPart(values, left, min, shift, part);
    }
    Arrays.sort(values, 0, left);
    return values[left - rank];
  }

  private static int keepPart(int[] values, int size, int min, int shift, int part) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int value = values[i];
      values[kept] = value;
      kept += (int) (((long) value - min) >>> shift) == part ? 1 : 0;
    }
    return kept;
  }
}
