package io.tserini.read;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;

/** Statistics of an index, the same as of Pyserini's {@code LuceneIndexReader.stats()}. */
public final class IndexStats {
  private IndexStats() {}

  /**
   * Reads the statistics of a field.
   *
   * @return {@code total terms, documents, non-empty documents, unique terms}; the total is the sum of all frequencies,
   *     which in an impact index are the impacts
   */
  static long[] of(IndexReader reader, String field) throws IOException {
    Terms terms = MultiTerms.getTerms(reader, field);
    if (terms == null) {
      return new long[] {0, reader.numDocs(), 0, 0};
    }
    return new long[] {
      terms.getSumTotalTermFreq(), reader.numDocs(), terms.getDocCount(), count(terms) };
  }

  private static long count(Terms terms) throws IOException {
    if (terms.size() >= 0) {
      return terms.size();
    }
    long count = 0;
    TermsEnum all = terms.iterator();
    while (all.next() != null) {
      count++;
    }
    return count;
  }
}
