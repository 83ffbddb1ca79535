package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * The postings of a term as Lucene reads them from the index, block by block.
 *
 * @param density the share of documents that have the term
 * @param block the buffer of a block, which the terms of a search share
 */
record StreamedPostings(PostingsEnum postings, float density, DocAndFloatFeatureBuffer block) implements TermPostings {
  /** The time to look up one document, in added postings. */
  private static final int LOOK_UP_COST = 24;

  @Override
  public void addAll(float weight, double[] sums, int base, int end) throws IOException {
    if (postings.docID() < base) {
      postings.advance(base);
    }
    for (postings.nextPostings(end, block); block.size > 0; postings.nextPostings(end, block)) {
      int[] docs = block.docs;
      float[] freqs = block.features;
      for (int i = 0, size = block.size; i < size; i++) {
        sums[docs[i] - base] += weight * freqs[i];
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
