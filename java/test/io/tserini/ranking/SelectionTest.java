package io.tserini.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SelectionTest {
  /** Ties, the whole range of numbers, one far from the others, many alike. */
  private static final IntUnaryOperator[] SHAPES = {
    bits -> bits & 7, bits -> bits, bits -> bits == 0 ? 1 << 30 : bits & 0xff, bits -> bits >> 20,
    bits -> (bits & 1) == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE
  };

  @Test
  void selectsWhatSortingPutsThere() {
    Random random = new Random(11);
    KthLargest selection = new KthLargest();
    for (int round = 0; round < 2000; round++) {
      IntUnaryOperator shape = SHAPES[round % SHAPES.length];
      int[] values = random.ints(1 + random.nextInt(3000)).map(shape).toArray();
      int[] sorted = values.clone();
      Arrays.sort(sorted);
      int k = 1 + random.nextInt(values.length);
      assertEquals(sorted[values.length - k], selection.of(values, values.length, k));
    }
  }

  @Test
  void sortsByTheUpperHalfAndKeepsTheOrderOfTheRest() {
    Random random = new Random(12);
    for (int round = 0; round < 500; round++) {
      IntUnaryOperator shape = SHAPES[round % SHAPES.length];
      int[] keys = random.ints(random.nextInt(2000)).map(shape).toArray();
      long[] values = new long[keys.length];
      Arrays.setAll(values, i -> (long) keys[i] << 32 | i);
      long[] expected =
          LongStream.of(values)
              .boxed()
              .sorted(Comparator.comparingInt(value -> (int) (value >> 32)))
              .mapToLong(Long::longValue)
              .toArray();
      assertArrayEquals(expected, RadixSort.byUpperHalf(values));
    }
  }
}
