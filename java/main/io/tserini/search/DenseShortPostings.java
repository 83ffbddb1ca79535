package io.tserini.search;

/** Dense postings of a term with many frequencies that no byte holds. */
record DenseShortPostings(short[] freqs, BlockMaxima maxima) implements DensePostings {
  @Override
  public void addAll(float weight, double[] sums, int base, WindowRanges ranges) {
    for (int range = 0; range < ranges.size(); range++) {
      add(weight, sums, base, ranges.start(range), ranges.end(range));
    }
  }

  private void add(float weight, double[] sums, int base, int from, int to) {
    short[] local = freqs;
    for (int i = from; i < to; i++) {
      sums[i] += weight * local[base + i];
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, double[] sums, int base) {
    for (int i = 0; i < count; i++) {
      sums[docs[i]] += weight * freqs[base + docs[i]];
    }
  }
}
