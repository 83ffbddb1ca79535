package io.tserini.search;

import java.io.IOException;
import java.util.Arrays;

/** Chooses the documents of each window that can be hits, by the bounds of their blocks. */
final class RangeChooser {
  /** Windows whose bounds are computed together, once they excluded blocks of a window. */
  private static final int BOUNDED_TOGETHER = 8;

  /** How many bounds there are at most. */
  static final int BLOCKS = BOUNDED_TOGETHER * BlockMaxima.blocks(ImpactScorer.WINDOW);

  /** How many windows at most are scored without bounds once bounds excluded too few blocks. */
  private static final int MAX_UNBOUNDED = 31;

  private final WindowRanges ranges;
  private final float[] bounds;

  private ImpactScorer.ScoredTerm[] terms;
  private int maxDoc;
  /** The first of the documents whose bounds are computed, and the one after the last. */
  private int boundedFrom;

  private int boundedTo;

  /** How many of the next windows are scored without bounds. */
  private int unbounded;

  /** How many the last time: at first all, so that bounds cost a collection that they do not help next to nothing. */
  private int lastUnbounded = MAX_UNBOUNDED;

  /**
   * @param ranges where the chosen documents are written
   * @param bounds room for {@link #BLOCKS}
   */
  RangeChooser(WindowRanges ranges, float[] bounds) {
    this.ranges = ranges;
    this.bounds = bounds;
  }

  /** Begins with a segment. */
  void begin(ImpactScorer.ScoredTerm[] terms, int maxDoc) {
    this.terms = terms;
    this.maxDoc = maxDoc;
    this.boundedTo = 0;
  }

  /**
   * Chooses of the documents from {@code base} up to, but not including, {@code end}.
   *
   * @param below a score above this may be a hit; 0 if every match may be one
   */
  void choose(double below, int base, int end) throws IOException {
    if (below == 0 || unbounded > 0) {
      unbounded--;
      ranges.setAll(end - base);
      return;
    }
    if (end > boundedTo) {
      bound(base, lastUnbounded == 0 ? Math.min(base + BOUNDED_TOGETHER * ImpactScorer.WINDOW, maxDoc) : end);
    }
    // Products and sums are rounded, by half a unit in the last place each, and a bound must not be too low.
    float least = (float) (below * (1 - (terms.length + 4) * 0x1p-23));
    if (ranges.set(bounds, BlockMaxima.blocks(base - boundedFrom), least, end - base)) {
      lastUnbounded = 0;
    } else {
      // The next windows are likely to be the same, and bounds cost a few hundredths of the time.
      unbounded = Math.min(MAX_UNBOUNDED, 2 * lastUnbounded + 1);
      lastUnbounded = unbounded;
    }
  }

  private void bound(int from, int to) throws IOException {
    boundedFrom = from;
    boundedTo = to;
    Arrays.fill(bounds, 0, BlockMaxima.blocks(to - from), 0);
    for (ImpactScorer.ScoredTerm term : terms) {
      term.postings().addBounds(term.weight(), bounds, from, to);
    }
  }
}
