package io.tserini.search;

import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * The sums of the documents of a window: of weight × frequency, each product in float32. Documents are relative to the
 * first of the window.
 */
abstract sealed class WindowSums permits WholeSums, FractionalSums {
  /** Candidates are rare if there are at least so many documents for each. */
  private static final int MIN_DOCUMENTS_PER_RARE = 24;

  private int base;
  private WindowRanges ranges;

  /** Whether the last window had few candidates: the next is likely to have few too. */
  private boolean areRare;

  /** Begins a search, about whose candidates nothing is known, whatever the last one left when it failed. */
  WindowSums begin() {
    areRare = false;
    return this;
  }

  /**
   * Moves to a window, with sums of 0.
   *
   * @param base its first document
   * @param ranges the documents that are scored; sums of others mean nothing
   */
  final void moveTo(int base, WindowRanges ranges) {
    this.base = base;
    this.ranges = ranges;
    for (int i = 0; i < ranges.size(); i++) {
      clear(ranges.start(i), ranges.end(i));
    }
  }

  /** The first document of the window. */
  final int base() {
    return base;
  }

  /** The documents that are scored. */
  final WindowRanges ranges() {
    return ranges;
  }

  abstract void clear(int from, int to);

  /** Adds weight × frequency for the documents that are scored. */
  void add(byte[] freqs, float weight) {
    for (int i = 0; i < ranges.size(); i++) {
      add(freqs, weight, base, ranges.start(i), ranges.end(i));
    }
  }

  /** The same for larger frequencies. */
  final void add(short[] freqs, float weight) {
    for (int i = 0; i < ranges.size(); i++) {
      add(freqs, weight, base, ranges.start(i), ranges.end(i));
    }
  }

  abstract void add(byte[] freqs, float weight, int base, int from, int to);

  abstract void add(short[] freqs, float weight, int base, int from, int to);

  /**
   * Adds weight × frequency for each posting.
   *
   * @param postings each as {@link SparsePostings#posting} makes it
   */
  abstract void add(int[] postings, int from, int to, float weight);

  /** Adds weight × frequency for each posting of a block that Lucene has read. */
  abstract void add(DocAndFloatFeatureBuffer block, float weight);

  /** Adds to the sum of one document. */
  abstract void add(int doc, double product);

  /** The sum of a document in float32. */
  abstract float sum(int doc);

  /**
   * Writes the documents that are scored and whose sum is above {@code least}, ascending.
   *
   * @param candidates with room for a whole window
   * @return how many
   */
  final int find(double least, int[] candidates) {
    finish();
    int found = 0;
    for (int i = 0; i < ranges.size(); i++) {
      int from = ranges.start(i);
      int to = ranges.end(i);
      found = areRare ? findRare(least, from, to, candidates, found) : findCommon(least, from, to, candidates, found);
    }
    areRare = (long) found * MIN_DOCUMENTS_PER_RARE < ranges.documents();
    return found;
  }

  /** Adds what is not added yet. */
  void finish() {}

  /** Writes the candidates of a range behind the {@code found} before it, and returns how many there are then. */
  abstract int findRare(double least, int from, int to, int[] candidates, int found);

  /** The same without a branch on which documents are candidates, which would be mispredicted. */
  abstract int findCommon(double least, int from, int to, int[] candidates, int found);

  /**
   * Drops the candidates whose sum is not above {@code least}.
   *
   * @param found how many there are
   * @return how many stay
   */
  abstract int keep(int[] candidates, int found, double least);
}
