package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * The postings of a term as Lucene reads them off the index, a block at a time.
 *
 * @param density the share of documents that have the term
 * @param block what a block is read into, which the terms of a search share
 */
record StreamedPostings(PostingsEnum postings, float density, DocAndFloatFeatureBuffer block)
    implements TermPostings {
  /** Looking one document up takes as long as adding so many postings. */
  private static final int LOOK_UP = 24;

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
    return LOOK_UP * (long) count < density * documents;
  }
}
