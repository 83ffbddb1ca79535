package io.tserini.search;

/**
 * The postings of a common term, in memory: a frequency for every document, 0 where the term is not. Adding them is a
 * loop without branches that Java turns into vector instructions.
 */
record DensePostings(short[] freqs) implements TermPostings {
  /** Adding to one document takes as long as so many of a whole window. */
  private static final int ONE = 10;

  @Override
  public void addAll(float weight, double[] sums, int base, int end) {
    short[] ours = freqs;
    for (int i = 0, n = end - base; i < n; i++) {
      sums[i] += weight * ours[base + i];
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
    return ONE * (long) count < documents;
  }
}
