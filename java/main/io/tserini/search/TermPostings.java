package io.tserini.search;

import java.io.IOException;

/** The postings of a term in a segment. A caller passes through the segment once, in document order. */
interface TermPostings {
  /**
   * Adds to the bound of each block of documents the most that the term adds to any score there, rounded in float32.
   *
   * @param bounds by {@link BlockMaxima#BLOCK}, that of {@code base} first
   * @param base the first document of a block
   */
  void addBounds(float weight, float[] bounds, int base, int end) throws IOException;

  /**
   * Adds weight × frequency, in float32, for each of the postings in some ranges of a window. What it adds outside of them
   * means nothing.
   *
   * @param sums the documents' sums in float64
   * @param base the first document of the window, whose sum is the first
   */
  void addAll(float weight, double[] sums, int base, WindowRanges ranges) throws IOException;

  /**
   * The same for some documents only.
   *
   * @param docs documents relative to {@code base}, ascending
   */
  void addTo(int[] docs, int count, float weight, double[] sums, int base) throws IOException;

  /** Whether {@link #addTo} for {@code count} documents costs less than {@link #addAll} for {@code documents}. */
  boolean isCheaperFor(int count, int documents);
}
