package io.tserini.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;

/**
 * Decodes the postings of a term into memory: for every document where the term is common, for those that have it where
 * it is rare.
 */
final class PostingsDecoder {
  /** The time to add a posting of a sparse list, in added documents of a dense one. */
  private static final int SPARSE_COST = 6;

  /** Memory of the objects, apart from their arrays. */
  private static final int OBJECT_BYTES = 64;

  private final int docFreq;
  private final int maxDoc;
  private final boolean dense;
  private final boolean fits;

  PostingsDecoder(int docFreq, int maxFreq, int maxDoc) {
    this.docFreq = docFreq;
    this.maxDoc = maxDoc;
    this.dense = (long) docFreq * SPARSE_COST >= maxDoc && maxFreq <= Short.MAX_VALUE;
    this.fits = maxFreq <= SparsePostings.MAX_FREQ;
  }

  /** Whether the frequencies fit into one of the two forms. */
  boolean fits() {
    return fits;
  }

  private int windows() {
    return SparsePostings.window(maxDoc - 1) + 1;
  }

  /** The memory that the decoded postings take. */
  long bytes() {
    return OBJECT_BYTES + (dense ? (long) Short.BYTES * maxDoc : (long) Integer.BYTES * (docFreq + windows() + 1));
  }

  TermPostings decode(PostingsEnum postings) throws IOException {
    return dense ? decodeDense(postings) : decodeSparse(postings);
  }

  private DensePostings decodeDense(PostingsEnum postings) throws IOException {
    short[] freqs = new short[maxDoc];
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    while (next(postings, block)) {
      for (int i = 0; i < block.size; i++) {
        freqs[block.docs[i]] = (short) block.features[i];
      }
    }
    return new DensePostings(freqs);
  }

  private SparsePostings decodeSparse(PostingsEnum postings) throws IOException {
    int[] decoded = new int[docFreq];
    int[] starts = new int[windows() + 1];
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    int done = 0;
    int window = 0;
    postings.nextDoc();
    while (next(postings, block)) {
      for (int i = 0; i < block.size; i++) {
        int doc = block.docs[i];
        while (window < SparsePostings.window(doc)) {
          starts[++window] = done;
        }
        decoded[done++] = SparsePostings.posting(doc, (int) block.features[i]);
      }
    }
    Arrays.fill(starts, window + 1, starts.length, done);
    return new SparsePostings(decoded, starts, (float) docFreq / maxDoc);
  }

  private static boolean next(PostingsEnum postings, DocAndFloatFeatureBuffer block) throws IOException {
    postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, block);
    return block.size > 0;
  }
}
