package io.tserini.search;

import java.util.Arrays;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * Sums of whole weights and frequencies: integers that float32 holds exactly. They take half the memory of float64, Java
 * compares them with vector instructions, and as their order does not matter, the postings of several common terms are
 * added in one loop, which reads memory faster than one after the other.
 */
final class WholeSums extends WindowSums {
  /** Sums below this are exact in float32. */
  static final int MAX = 1 << 24;

  /** How many terms one loop adds. */
  private static final int TOGETHER = 4;

  private final int[] sums = new int[ImpactScorer.WINDOW];
  /** Terms whose postings are still to be added. */
  private final byte[][] waiting = new byte[TOGETHER][];
  private final float[] weights = new float[TOGETHER];
  private int waits;

  @Override
  WindowSums begin() {
    forgetWaiting();
    return super.begin();
  }

  private void forgetWaiting() {
    Arrays.fill(waiting, null);
    waits = 0;
  }

  @Override
  void clear(int from, int to) {
    Arrays.fill(sums, from, to, 0);
  }

  @Override
  void add(byte[] freqs, float weight) {
    waiting[waits] = freqs;
    weights[waits++] = weight;
    if (waits == TOGETHER) {
      finish();
    }
  }

  @Override
  void finish() {
    for (int range = 0; range < ranges().size() && waits > 0; range++) {
      int from = ranges().start(range);
      int to = ranges().end(range);
      if (waits == TOGETHER) {
        addFour(base(), from, to);
        continue;
      }
      if (waits > 1) {
        addTwo(base(), from, to);
      }
      if (waits != 2) {
        add(waiting[waits - 1], weights[waits - 1], base(), from, to);
      }
    }
    forgetWaiting();
  }

  // Java has vector instructions from bytes to float32, not to integers.

  private void addFour(int base, int from, int to) {
    int[] local = sums;
    byte[] first = waiting[0];
    byte[] second = waiting[1];
    byte[] third = waiting[2];
    byte[] fourth = waiting[3];
    float a = weights[0];
    float b = weights[1];
    float c = weights[2];
    float d = weights[3];
    for (int i = from; i < to; i++) {
      local[i] += (int) (a * first[base + i] + b * second[base + i] + c * third[base + i] + d * fourth[base + i]);
    }
  }

  private void addTwo(int base, int from, int to) {
    int[] local = sums;
    byte[] first = waiting[0];
    byte[] second = waiting[1];
    float a = weights[0];
    float b = weights[1];
    for (int i = from; i < to; i++) {
      local[i] += (int) (a * first[base + i] + b * second[base + i]);
    }
  }

  @Override
  void add(byte[] freqs, float weight, int base, int from, int to) {
    int[] local = sums;
    for (int i = from; i < to; i++) {
      local[i] += (int) (weight * freqs[base + i]);
    }
  }

  @Override
  void add(short[] freqs, float weight, int base, int from, int to) {
    int[] local = sums;
    for (int i = from; i < to; i++) {
      local[i] += (int) (weight * freqs[base + i]);
    }
  }

  @Override
  void add(int[] postings, int from, int to, float weight) {
    int[] local = sums;
    int whole = (int) weight;
    for (int i = from; i < to; i++) {
      int posting = postings[i];
      local[SparsePostings.docOf(posting)] += whole * SparsePostings.freqOf(posting);
    }
  }

  @Override
  void add(DocAndFloatFeatureBuffer block, float weight) {
    int[] local = sums;
    int base = base();
    int[] docs = block.docs;
    float[] freqs = block.features;
    for (int i = 0, size = block.size; i < size; i++) {
      local[docs[i] - base] += (int) (weight * freqs[i]);
    }
  }

  @Override
  void add(int doc, double product) {
    sums[doc] += (int) product;
  }

  @Override
  float sum(int doc) {
    return sums[doc];
  }

  /** A whole number is above {@code least} if it is above this; no sum is below 0. */
  private static int whole(double least) {
    return (int) Math.floor(Math.max(least, -1));
  }

  @Override
  int findRare(double least, int from, int to, int[] candidates, int found) {
    int bar = whole(least);
    int end = found;
    for (int start = from; start < to; start += BlockMaxima.BLOCK) {
      int stop = Math.min(start + BlockMaxima.BLOCK, to);
      if (isAnyAbove(bar, start, stop)) {
        end = findAbove(bar, start, stop, candidates, end);
      }
    }
    return end;
  }

  private boolean isAnyAbove(int bar, int from, int to) {
    int[] local = sums;
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= bar - local[i];
    }
    return signs < 0;
  }

  private int findAbove(int bar, int from, int to, int[] candidates, int found) {
    int[] local = sums;
    int end = found;
    for (int i = from; i < to; i++) {
      if (local[i] > bar) {
        candidates[end++] = i;
      }
    }
    return end;
  }

  @Override
  int findCommon(double least, int from, int to, int[] candidates, int found) {
    int[] local = sums;
    int bar = whole(least);
    int end = found;
    for (int i = from; i < to; i++) {
      candidates[end] = i;
      end += local[i] > bar ? 1 : 0;
    }
    return end;
  }

  @Override
  int keep(int[] candidates, int found, double least) {
    finish();
    int[] local = sums;
    int bar = whole(least);
    int kept = 0;
    for (int i = 0; i < found; i++) {
      candidates[kept] = candidates[i];
      kept += local[candidates[i]] > bar ? 1 : 0;
    }
    return kept;
  }
}
