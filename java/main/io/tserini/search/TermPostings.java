package io.tserini.search;

import java.io.IOException;

/** The postings of a term in a segment. A caller passes through the segment once, in document order. */
interface TermPostings {
  /**
   * Adds weight × frequency, in float32, for each of the postings from {@code base} up to, but not including,
   * {@code end}.
   *
   * @param sums the documents' sums in float64, that of {@code base} first; a multiple of the window
   */
  void addAll(float weight, double[] sums, int base, int end) throws IOException;

  /**
   * The same for some documents only.
   *
   * @param docs documents relative to {@code base}, ascending
   */
  void addTo(int[] docs, int count, float weight, double[] sums, int base) throws IOException;

  /** Whether {@link #addTo} for {@code count} documents costs less than {@link #addAll} for {@code documents}. */
  boolean isCheaperFor(int count, int documents);
}
