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
  public void addAll(float weight, WindowSums sums) {
    sums.add(freqs, weight);
    if (large != null) {
      large.addAll(weight, sums);
    }
  }

  @Override
  public int freq(int doc) {
    int freq = freqs[doc];
    return freq == 0 && large != null ? large.freq(doc) : freq;
  }

  @Override
  public void addTo(int[] docs, int count, float weight, WindowSums sums) {
    for (int i = 0; i < count; i++) {
      sums.add(docs[i], weight * freqs[sums.base() + docs[i]]);
    }
    if (large != null) {
      large.addTo(docs, count, weight, sums);
    }
  }
}
