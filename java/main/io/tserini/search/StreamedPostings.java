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
  public void addAll(float weight, double[] sums, int base, WindowRanges ranges) throws IOException {
    for (int range = 0; range < ranges.size(); range++) {
      int end = base + ranges.end(range);
      if (postings.docID() < base + ranges.start(range)) {
        postings.advance(base + ranges.start(range));
      }
      for (postings.nextPostings(end, block); block.size > 0; postings.nextPostings(end, block)) {
        int[] docs = block.docs;
        float[] freqs = block.features;
        for (int i = 0, size = block.size; i < size; i++) {
          sums[docs[i] - base] += weight * freqs[i];
        }
      }
    }
  }

  @Override
  public void addTo(int[] docs, int count, float weight, double[] sums, int base) throws IOException {
    for (int i = 0; i < count; i++) {
      int doc = base + docs[i];
      if ((postings.docID() < doc ? postings.advance(doc) : postings.docID()) == doc) {
        sums[docs[i]] += weight * postings.freq();
      }
    }
  }

  @Override
  public boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < density * documents;
  }
}
