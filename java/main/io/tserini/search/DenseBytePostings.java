package io.tserini.search;

/**
 * The postings of a common term, in memory: a frequency for every document, 0 if it lacks the term. Adding them is a
 * loop without branches that Java turns into vector instructions, which it has for signed bytes: the few documents with a
 * larger frequency have 0, and are apart.
 *
 * @param large the postings with larger frequencies; null if there are none
 */
record DenseBytePostings(byte[] freqs, SparsePostings large, BlockMaxima maxima) implements TermPostings {
  /** The time to look up one document, in added documents of a whole window. */
  static final int LOOK_UP_COST = 10;

  static final int MAX_FREQ = Byte.MAX_VALUE;

  @Override
  public void addBounds(float weight, float[] bounds, int base, int end) {
    maxima.addTo(weight, bounds, base, end);
  }

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

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < documents;
  }
}
