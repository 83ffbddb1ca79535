package io.tserini.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.IOSupplier;

/**
 * Decodes the postings of a term into memory: for every document where the term is common, for those that have it where
 * it is rare.
 */
final class PostingsDecoder {
  /** The time to add a posting of a sparse list, in added documents of a dense one. */
  private static final int SPARSE_COST = 6;

  /** Memory of the objects, apart from their arrays. */
  private static final int OBJECT_BYTES = 64;

  /** Of a common term's documents, at most one of so many has a frequency that no byte holds, or all are shorts. */
  private static final int MIN_DOCUMENTS_PER_LARGE = 64;

  /** How the postings are held. */
  private enum Form {
    BYTES,
    SHORTS,
    SPARSE
  }

  private final IOSupplier<PostingsEnum> postings;
  private final int docFreq;
  private final int maxFreq;
  private final int maxDoc;
  /** How many frequencies no byte holds, if the term is common. */
  private final int large;
  private final Form form;

  /**
   * @param postings opens the postings, with frequencies
   * @param maxFreq the largest frequency
   */
  PostingsDecoder(IOSupplier<PostingsEnum> postings, int docFreq, int maxFreq, int maxDoc) throws IOException {
    this.postings = postings;
    this.docFreq = docFreq;
    this.maxFreq = maxFreq;
    this.maxDoc = maxDoc;
    boolean dense = (long) docFreq * SPARSE_COST >= maxDoc;
    this.large = dense && fits() && maxFreq > DenseBytePostings.MAX_FREQ ? countLarge() : 0;
    if (dense && (long) large * MIN_DOCUMENTS_PER_LARGE <= maxDoc) {
      this.form = Form.BYTES;
    } else {
      this.form = dense && maxFreq <= Short.MAX_VALUE ? Form.SHORTS : Form.SPARSE;
    }
  }

  /** Whether the frequencies fit into one of the forms. */
  boolean fits() {
    return maxFreq <= SparsePostings.MAX_FREQ;
  }

  private int windows() {
    return SparsePostings.window(maxDoc - 1) + 1;
  }

  /** Whether blocks have maxima: where there are fewer postings, those bound the scores just as fast. */
  private boolean hasMaxima() {
    return form != Form.SPARSE || docFreq >= BlockMaxima.blocks(maxDoc);
  }

  /** The memory that the decoded postings take. */
  long bytes() {
    long bytes = switch (form) {
      case BYTES -> maxDoc + (large > 0 ? OBJECT_BYTES + sparseBytes(large) : 0);
      case SHORTS -> (long) Short.BYTES * maxDoc;
      case SPARSE -> sparseBytes(docFreq);
    };
    return bytes + (hasMaxima() ? maximaBytes() : OBJECT_BYTES);
  }

  private long sparseBytes(int postings) {
    return (long) Integer.BYTES * (postings + windows() + 1);
  }

  /** The memory that the maxima alone take. */
  long maximaBytes() {
    return OBJECT_BYTES + BlockMaxima.blocks(maxDoc);
  }

  /** What is done with each of the postings. */
  private interface Visitor {
    void visit(int doc, int freq);
  }

  private void visitAll(Visitor visitor) throws IOException {
    PostingsEnum opened = postings.get();
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    opened.nextDoc();
    opened.nextPostings(DocIdSetIterator.NO_MORE_DOCS, block);
    while (block.size > 0) {
      for (int i = 0; i < block.size; i++) {
        visitor.visit(block.docs[i], (int) block.features[i]);
      }
      opened.nextPostings(DocIdSetIterator.NO_MORE_DOCS, block);
    }
  }

  private int countLarge() throws IOException {
    int[] count = new int[1];
    visitAll((doc, freq) -> count[0] += freq > DenseBytePostings.MAX_FREQ ? 1 : 0);
    return count[0];
  }

  TermPostings decode() throws IOException {
    return switch (form) {
      case BYTES -> decodeBytes();
      case SHORTS -> decodeShorts();
      case SPARSE -> decodeSparse();
    };
  }

  /** Reads the maxima alone. */
  BlockMaxima maxima() throws IOException {
    BlockMaxima maxima = new BlockMaxima(maxDoc, maxFreq);
    visitAll(maxima::put);
    return maxima;
  }

  private DenseBytePostings decodeBytes() throws IOException {
    byte[] freqs = new byte[maxDoc];
    BlockMaxima maxima = new BlockMaxima(maxDoc, maxFreq);
    SparseBuilder others = new SparseBuilder(large);
    visitAll((doc, freq) -> {
      maxima.put(doc, freq);
      if (freq > DenseBytePostings.MAX_FREQ) {
        others.add(doc, freq);
      } else {
        freqs[doc] = (byte) freq;
      }
    });
    return new DenseBytePostings(freqs, large > 0 ? others.build(null) : null, maxima);
  }

  private DenseShortPostings decodeShorts() throws IOException {
    short[] freqs = new short[maxDoc];
    BlockMaxima maxima = new BlockMaxima(maxDoc, maxFreq);
    visitAll((doc, freq) -> {
      maxima.put(doc, freq);
      freqs[doc] = (short) freq;
    });
    return new DenseShortPostings(freqs, maxima);
  }

  private SparsePostings decodeSparse() throws IOException {
    SparseBuilder builder = new SparseBuilder(docFreq);
    BlockMaxima maxima = hasMaxima() ? new BlockMaxima(maxDoc, maxFreq) : null;
    visitAll((doc, freq) -> {
      builder.add(doc, freq);
      if (maxima != null) {
        maxima.put(doc, freq);
      }
    });
    return builder.build(maxima);
  }

  /** Collects postings in document order. */
  private final class SparseBuilder {
    private final int[] decoded;
    private final int[] starts = new int[windows() + 1];
    private int size;
    private int window;

    SparseBuilder(int postings) {
      this.decoded = new int[postings];
    }

    void add(int doc, int freq) {
      while (window < SparsePostings.window(doc)) {
        starts[++window] = size;
      }
      decoded[size++] = SparsePostings.posting(doc, freq);
    }

    SparsePostings build(BlockMaxima maxima) {
      Arrays.fill(starts, window + 1, starts.length, size);
      return new SparsePostings(decoded, starts, (float) size / maxDoc, maxima);
    }
  }
}
