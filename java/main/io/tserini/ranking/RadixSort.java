package io.tserini.ranking;

import java.util.Arrays;

/**
 * Sorts by the upper half of a long, stably, eight bits at a time from the lowest up: for some hundred values and more
 * that is several times as fast as comparing them.
 */
final class RadixSort {
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  /** Below this many values, comparing them is as fast. */
  private static final int MIN_RADIX_SIZE = 64;

  private RadixSort() {}

  /**
   * Sorts by the upper half, as a signed number. Values whose upper halves are equal keep their order.
   *
   * @param values values of the same upper half are in ascending order; invalid afterwards
   */
  static long[] byUpperHalf(long[] values) {
    if (values.length < MIN_RADIX_SIZE) {
      Arrays.sort(values);
      return values;
    }
    int min = Integer.MAX_VALUE;
    int max = Integer.MIN_VALUE;
    for (long value : values) {
      min = Math.min(min, (int) (value >> 32));
      max = Math.max(max, (int) (value >> 32));
    }
    long[] from = values;
    long[] to = new long[values.length];
    for (int shift = 0; shift < Integer.SIZE && ((long) max - min) >>> shift != 0; shift += DIGIT_BITS) {
      byDigit(from, to, min, shift);
      long[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void byDigit(long[] from, long[] to, int min, int shift) {
    int[] starts = new int[DIGITS + 1];
    for (long value : from) {
      starts[digit(value, min, shift) + 1]++;
    }
    for (int i = 0; i < DIGITS; i++) {
      starts[i + 1] += starts[i];
    }
    for (long value : from) {
      to[starts[digit(value, min, shift)]++] = value;
    }
  }

  private static int digit(long value, int min, int shift) {
    return (int) (((value >> 32) - min) >>> shift) & (DIGITS - 1);
  }
}
