package io.tserini.search;

/** Finds the documents of a window whose sums are large enough. */
final class CandidateFinder {
  /** Candidates are rare if there are at least so many documents for each. */
  private static final int MIN_DOCUMENTS_PER_RARE = 24;

  /** Whether the last window had few candidates: the next is likely to have few too. */
  private boolean areRare;

  /**
   * Writes the documents in the ranges whose sum is above {@code least}, ascending.
   *
   * @param candidates with room for a whole window
   * @return how many
   */
  int find(double[] sums, WindowRanges ranges, double least, int[] candidates) {
    int found = areRare ? findRare(sums, ranges, least, candidates) : findCommon(sums, ranges, least, candidates);
    areRare = (long) found * MIN_DOCUMENTS_PER_RARE < ranges.documents();
    return found;
  }

  private static int findRare(double[] sums, WindowRanges ranges, double least, int[] candidates) {
    int found = 0;
    for (int range = 0; range < ranges.size(); range++) {
      for (int i = ranges.start(range), end = ranges.end(range); i < end; i++) {
        if (sums[i] > least) {
          candidates[found++] = i;
        }
      }
    }
    return found;
  }

  // The others write first and count after: a branch on which documents are candidates would be mispredicted.

  private static int findCommon(double[] sums, WindowRanges ranges, double least, int[] candidates) {
    int found = 0;
    for (int range = 0; range < ranges.size(); range++) {
      for (int i = ranges.start(range), end = ranges.end(range); i < end; i++) {
        candidates[found] = i;
        found += sums[i] > least ? 1 : 0;
      }
    }
    return found;
  }

  /**
   * Drops the candidates whose sum is not above {@code least}.
   *
   * @param found how many there are
   * @return how many stay
   */
  static int keep(double[] sums, int[] candidates, int found, double least) {
    int kept = 0;
    for (int i = 0; i < found; i++) {
      candidates[kept] = candidates[i];
      kept += sums[candidates[i]] > least ? 1 : 0;
    }
    return kept;
  }
}
