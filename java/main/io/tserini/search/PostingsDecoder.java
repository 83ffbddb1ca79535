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
  private final int maxFreq;
  private final int maxDoc;
  private final boolean dense;
  private final boolean fits;

  PostingsDecoder(int docFreq, int maxFreq, int maxDoc) {
    this.docFreq = docFreq;
    this.maxFreq = maxFreq;
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

  /** Whether blocks have maxima: where there are fewer postings, those bound the scores just as fast. */
  private boolean hasMaxima() {
    return dense || docFreq >= BlockMaxima.blocks(maxDoc);
  }

  /** The memory that the decoded postings take. */
  long bytes() {
    return (dense ? (long) Short.BYTES * maxDoc : (long) Integer.BYTES * (docFreq + windows() + 1))
        + (hasMaxima() ? maximaBytes() : OBJECT_BYTES);
  }

  /** The memory that the maxima alone take. */
  long maximaBytes() {
    return OBJECT_BYTES + BlockMaxima.blocks(maxDoc);
  }

  TermPostings decode(PostingsEnum postings) throws IOException {
    return dense ? decodeDense(postings) : decodeSparse(postings);
  }

  /** Reads the maxima alone. */
  BlockMaxima maxima(PostingsEnum postings) throws IOException {
    BlockMaxima maxima = new BlockMaxima(maxDoc, maxFreq);
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    while (next(postings, block)) {
      for (int i = 0; i < block.size; i++) {
        maxima.put(block.docs[i], (int) block.features[i]);
      }
    }
    return maxima;
  }

  private DensePostings decodeDense(PostingsEnum postings) throws IOException {
    short[] freqs = new short[maxDoc];
    BlockMaxima maxima = new BlockMaxima(maxDoc, maxFreq);
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    while (next(postings, block)) {
      for (int i = 0; i < block.size; i++) {
        freqs[block.docs[i]] = (short) block.features[i];
        maxima.put(block.docs[i], (int) block.features[i]);
      }
    }
    return new DensePostings(freqs, maxima);
  }

  private SparsePostings decodeSparse(PostingsEnum postings) throws IOException {
    int[] decoded = new int[docFreq];
    int[] starts = new int[windows() + 1];
    BlockMaxima maxima = hasMaxima() ? new BlockMaxima(maxDoc, maxFreq) : null;
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    int done = 0;
    int window = 0;
    postings.nextDoc();
    while (next(postings, block)) {
      for (int i = 0; i < block.size; i++) {
        int doc = block.docs[i];
        int freq = (int) block.features[i];
        while (window < SparsePostings.window(doc)) {
          starts[++window] = done;
        }
        decoded[done++] = SparsePostings.posting(doc, freq);
        if (maxima != null) {
          maxima.put(doc, freq);
        }
      }
    }
    Arrays.fill(starts, window + 1, starts.length, done);
    return new SparsePostings(decoded, starts, (float) docFreq / maxDoc, maxima);
  }

  private static boolean next(PostingsEnum postings, DocAndFloatFeatureBuffer block) throws IOException {
    postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, block);
    return block.size > 0;
  }
}
