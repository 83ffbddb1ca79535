package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;

/**
 * The postings of a term with the weight 0, which adds nothing to a score, but whose documents match: each gets the
 * smallest number above 0 instead. Beside any product of float32 it is lost in rounding, and alone it is 0 in float32.
 */
record MatchingPostings(PostingsEnum postings) implements TermPostings {
  /** Bounds are for scores above a threshold, to which this adds nothing. */
  @Override
  public void addBounds(float weight, float[] bounds, int base, int end) {}

  @Override
  public void addAll(float weight, WindowSums sums) throws IOException {
    WindowRanges ranges = sums.ranges();
    for (int range = 0; range < ranges.size(); range++) {
      int from = sums.base() + ranges.start(range);
      int end = sums.base() + ranges.end(range);
      int doc = postings.docID() < from ? postings.advance(from) : postings.docID();
      for (; doc < end; doc = postings.nextDoc()) {
        sums.add(doc - sums.base(), Double.MIN_VALUE);
      }
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, WindowSums sums) throws IOException {
    for (int i = 0; i < count; i++) {
      int doc = sums.base() + docs[i];
      if ((postings.docID() < doc ? postings.advance(doc) : postings.docID()) == doc) {
        sums.add(docs[i], Double.MIN_VALUE);
      }
    }
  }

  /** Whatever it is, it adds nothing. */
  @Override
  public int freq(int doc) {
    return 0;
  }

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return true;
  }
}
