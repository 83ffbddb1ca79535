package io.tserini.search;

/**
 * The postings of a common term, in memory: a frequency for every document, 0 if it lacks the term. Adding them is a
 * loop without branches that Java turns into vector instructions.
 */
record DensePostings(short[] freqs) implements TermPostings {
  /** The time to look up one document, in added documents of a whole window. */
  private static final int LOOK_UP_COST = 10;

  @Override
  public void addAll(float weight, double[] sums, int base, int end) {
    short[] local = freqs;
    for (int i = 0, n = end - base; i < n; i++) {
      sums[i] += weight * local[base + i];
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, double[] sums, int base) {
    for (int i = 0; i < count; i++) {
      sums[docs[i]] += weight * freqs[base + docs[i]];
    }
  }

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < documents;
  }
}
