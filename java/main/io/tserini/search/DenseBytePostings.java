package io.tserini.search;

/**
 * Dense postings as signed bytes, for which Java has vector instructions. The few documents with a larger frequency have 0
 * here.
 *
 * @param large the postings with larger frequencies; null if there are none
 */
record DenseBytePostings(byte[] freqs, SparsePostings large, BlockMaxima maxima) implements DensePostings {
  static final int MAX_FREQ = Byte.MAX_VALUE;

  @Override
  public void addAll(float weight, double[] sums, int base, WindowRanges ranges) {
    for (int range = 0; range < ranges.size(); range++) {
      add(weight, sums, base, ranges.start(range), ranges.end(range));
    }
    if (large != null) {
      large.addAll(weight, sums, base, ranges);
    }
  }

  private void add(float weight, double[] sums, int base, int from, int to) {
    byte[] local = freqs;
    for (int i = from; i < to; i++) {
      sums[i] += weight * local[base + i];
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, double[] sums, int base) {
    for (int i = 0; i < count; i++) {
      sums[docs[i]] += weight * freqs[base + docs[i]];
    }
    if (large != null) {
      large.addTo(docs, count, weight, sums, base);
    }
  }
}
