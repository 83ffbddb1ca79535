package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * The postings of a term as Lucene reads them from the index, block by block.
 *
 * @param density the share of documents that have the term
 * @param block the buffer of a block, which the terms of a search share
 * @param maxFreq the largest frequency
 * @param maxima null if they are not in memory
 */
record StreamedPostings(
    PostingsEnum postings, float density, DocAndFloatFeatureBuffer block, int maxFreq, BlockMaxima maxima)
    implements TermPostings {
  /** The time to look up one document, in added postings. */
  private static final int LOOK_UP_COST = 24;

  @Override
  public void addBounds(float weight, float[] bounds, int base, int end) {
    if (maxima != null) {
      maxima.addTo(weight, bounds, base, end);
      return;
    }
    float most = weight * maxFreq;
    for (int i = 0, n = BlockMaxima.blocks(end - base); i < n; i++) {
      bounds[i] += most;
    }
  }

  @Override
  public void addAll(float weight, WindowSums sums) throws IOException {
    WindowRanges ranges = sums.ranges();
    for (int range = 0; range < ranges.size(); range++) {
      int start = sums.base() + ranges.start(range);
      int end = sums.base() + ranges.end(range);
      if (postings.docID() < start) {
        postings.advance(start);
      }
      for (postings.nextPostings(end, block); block.size > 0; postings.nextPostings(end, block)) {
        sums.add(block, weight);
      }
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, WindowSums sums) throws IOException {
    for (int i = 0; i < count; i++) {
      sums.add(docs[i], weight * freq(sums.base() + docs[i]));
    }
  }

  @Override
  public int freq(int doc) throws IOException {
    return (postings.docID() < doc ? postings.advance(doc) : postings.docID()) == doc ? postings.freq() : 0;
  }

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < density * documents;
  }
}
