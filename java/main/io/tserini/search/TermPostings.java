package io.tserini.search;

import java.io.IOException;

/** The postings of a term in a segment. A caller passes through the segment once, in document order. */
interface TermPostings {
  /**
   * Adds to the bound of each block of documents the most that the term adds to any score there, rounded in float32.
   *
   * @param bounds by {@link BlockMaxima#BLOCK}, that of {@code base} first
   * @param base the first document of a window
   */
  void addBounds(float weight, float[] bounds, int base, int end) throws IOException;

  /** Adds weight × frequency, in float32, for each of the postings in the ranges of the window that the sums are at. */
  void addAll(float weight, WindowSums sums) throws IOException;

  /**
   * The same for some documents only.
   *
   * @param docs documents of the window, ascending
   */
  void addTo(int[] docs, int count, float weight, WindowSums sums) throws IOException;

  /**
   * The frequency in a document; 0 if it lacks the term.
   *
   * @param doc in the segment
   */
  int freq(int doc) throws IOException;

  /** Whether {@link #addTo} for {@code count} documents costs less than {@link #addAll} for {@code documents}. */
  boolean isCheaperFor(int count, int documents);
}
