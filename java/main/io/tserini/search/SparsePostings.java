package io.tserini.search;

/**
 * The postings of a rare term, in memory: an int for each, the frequency above and the document's place in its window
 * below.
 *
 * @param starts where the postings of each window start, and the end of the last window
 * @param density the share of documents that have the term
 * @param maxima null if there are fewer postings than blocks
 */
record SparsePostings(int[] postings, int[] starts, float density, BlockMaxima maxima) implements TermPostings {
  private static final int DOC_BITS = Integer.numberOfTrailingZeros(ImpactScorer.WINDOW);
  private static final int DOC_MASK = ImpactScorer.WINDOW - 1;

  /** The largest frequency that fits. */
  static final int MAX_FREQ = (1 << (Integer.SIZE - DOC_BITS)) - 1;

  /** The time to look up one document, in added postings. */
  private static final int LOOK_UP_COST = 16;

  /** The time to find the postings of a range, in added postings. */
  private static final int SEARCH_COST = 100;

  static int posting(int doc, int freq) {
    return freq << DOC_BITS | doc & DOC_MASK;
  }

  static int window(int doc) {
    return doc >>> DOC_BITS;
  }

  /** The document of a posting, relative to the first of its window. */
  static int docOf(int posting) {
    return posting & DOC_MASK;
  }

  static int freqOf(int posting) {
    return posting >>> DOC_BITS;
  }

  @Override
  public void addBounds(float weight, float[] bounds, int base, int end) {
    if (maxima != null) {
      maxima.addTo(weight, bounds, base, end);
      return;
    }
    int[] local = postings;
    for (int window = window(base), first = 0; window <= window(end - 1); window++) {
      for (int i = starts[window], to = starts[window + 1]; i < to; i++) {
        int posting = local[i];
        bounds[first + docOf(posting) / BlockMaxima.BLOCK] += weight * freqOf(posting);
      }
      first += BlockMaxima.blocks(ImpactScorer.WINDOW);
    }
  }

  @Override
  public void addAll(float weight, WindowSums sums) {
    WindowRanges ranges = sums.ranges();
    int from = starts[window(sums.base())];
    int to = starts[window(sums.base()) + 1];
    if (ranges.isAll() || to - from <= SEARCH_COST * ranges.size()) {
      sums.add(postings, from, to, weight);
      return;
    }
    for (int range = 0; range < ranges.size(); range++) {
      from = firstFrom(ranges.start(range), from, to);
      int end = firstFrom(ranges.end(range), from, to);
      sums.add(postings, from, end, weight);
      from = end;
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, WindowSums sums) {
    int from = starts[window(sums.base())];
    int to = starts[window(sums.base()) + 1];
    for (int i = 0; i < count && from < to; i++) {
      from = firstFrom(docs[i], from, to);
      if (from < to && docOf(postings[from]) == docs[i]) {
        sums.add(docs[i], weight * freqOf(postings[from]));
      }
    }
  }

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < density * documents;
  }

  @Override
  public int freq(int doc) {
    int to = starts[window(doc) + 1];
    int at = firstFrom(doc & DOC_MASK, starts[window(doc)], to);
    return at < to && docOf(postings[at]) == (doc & DOC_MASK) ? freqOf(postings[at]) : 0;
  }

  /** The first posting of this document or a later one. */
  private int firstFrom(int doc, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (docOf(postings[middle]) < doc) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
