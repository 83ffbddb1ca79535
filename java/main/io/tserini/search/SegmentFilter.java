package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/** The documents of a segment that a filter lets through. A caller passes through the segment once, in document order. */
final class SegmentFilter {
  private final DocIdSetIterator docs;
  private final FixedBitSet window = new FixedBitSet(ImpactScorer.WINDOW);

  SegmentFilter(DocIdSetIterator docs) throws IOException {
    this.docs = docs;
    docs.nextDoc();
  }

  /** The next document; {@link DocIdSetIterator#NO_MORE_DOCS} after the last. */
  int next() {
    return docs.docID();
  }

  /**
   * Passes the documents up to, but not including, {@code end}.
   *
   * @param found receives the documents from {@code base} on, relative to it, ascending
   * @return how many there are
   */
  int read(int base, int end, int[] found) throws IOException {
    window.clear();
    docs.intoBitSet(end, window, base);
    return window.intoArray(0, end - base, 0, found);
  }
}
