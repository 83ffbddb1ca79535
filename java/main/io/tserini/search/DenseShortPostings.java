package io.tserini.search;

/** Dense postings of a term with many frequencies that no byte holds. */
record DenseShortPostings(short[] freqs, BlockMaxima maxima) implements DensePostings {
  @Override
  public void addAll(float weight, WindowSums sums) {
    sums.add(freqs, weight);
  }

  @Override
  public int freq(int doc) {
    return freqs[doc];
  }

  @Override
  public void addTo(int[] docs, int count, float weight, WindowSums sums) {
    for (int i = 0; i < count; i++) {
      sums.add(docs[i], weight * freqs[sums.base() + docs[i]]);
    }
  }
}
