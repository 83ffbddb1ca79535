package io.tserini.search;

/**
 * The largest frequency of a term in each block of documents, in 7 bits. Added up over the terms of a query, they bound
 * the scores of a block, and most blocks need no scoring (Mallia, Suel and Tonellotto, "Faster Learned Sparse Retrieval
 * with Block-Max Pruning", SIGIR 2024).
 */
final class BlockMaxima {
  /** Documents per block: with fewer there are more bounds to add up, with more they are looser. */
  static final int BLOCK = 64;

  private static final int BLOCK_BITS = Integer.numberOfTrailingZeros(BLOCK);
  /** With the eighth bit, Java would add bounds three times as slowly: its vector instructions are for signed bytes. */
  private static final int MAX_UNITS = Byte.MAX_VALUE;

  private final byte[] maxima;
  /** A maximum is stored in multiples of this, rounded up. */
  private final int unit;

  /** @param maxFreq the largest frequency of the term */
  BlockMaxima(int maxDoc, int maxFreq) {
    this.maxima = new byte[blocks(maxDoc)];
    this.unit = Math.ceilDiv(maxFreq, MAX_UNITS);
  }

  /** How many blocks so many documents have; the last one may be shorter. */
  static int blocks(int documents) {
    return (documents + BLOCK - 1) >>> BLOCK_BITS;
  }

  /** Takes a posting into account. */
  void put(int doc, int freq) {
    int block = doc >>> BLOCK_BITS;
    maxima[block] = (byte) Math.max(maxima[block], Math.ceilDiv(freq, unit));
  }

  /**
   * Adds weight × maximum, in float32, for each block from {@code base} up to, but not including, {@code end}.
   *
   * @param bounds that of the block of {@code base} first
   * @param base the first document of a block
   */
  void addTo(float weight, float[] bounds, int base, int end) {
    byte[] local = maxima;
    int first = base >>> BLOCK_BITS;
    float factor = weight * unit;
    for (int i = 0, n = blocks(end - base); i < n; i++) {
      bounds[i] += factor * local[first + i];
    }
  }
}
