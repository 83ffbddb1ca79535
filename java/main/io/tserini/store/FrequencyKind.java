package io.tserini.store;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;

/** What the frequencies of a field mean, judged by its contents. */
enum FrequencyKind {
  /** Impacts: norms, which hold the lengths of documents in a text index, are 1 although documents are longer. */
  WEIGHTS,
  /** Counts of words, by norms that are lengths. An index of vectors that was built without impacts looks the same. */
  COUNTS,
  /** The upper bits of floats, as Lucene's FeatureField writes them. */
  FEATURES,
  /** Nothing says what they are: no documents, no norms, or one token in each document. */
  UNKNOWN;

  /** Norms, or postings, that are read of each segment. */
  private static final int READ = 100;

  /** FeatureField's frequencies of 2<sup>-15</sup> and of 2<sup>17</sup>: the bits of the float, without the last 15. */
  private static final int LEAST_FEATURE = 0x7000;

  private static final int LARGEST_FEATURE = 0x9000;

  boolean isImpact() {
    return this != COUNTS;
  }

  static FrequencyKind of(IndexReader reader, String field) throws IOException {
    long documents = 0;
    long tokens = 0;
    boolean norms = false;
    boolean features = false;
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(field);
      if (terms == null) {
        continue;
      }
      NumericDocValues lengths = leaf.reader().getNormValues(field);
      norms |= lengths != null;
      for (int i = 0; lengths != null && i < READ && lengths.nextDoc() != NumericDocValues.NO_MORE_DOCS; i++) {
        if (lengths.longValue() != 1) {
          return COUNTS;
        }
      }
      features = lengths == null && areFeatures(terms);
      documents += terms.getDocCount();
      tokens += terms.getSumTotalTermFreq();
    }
    if (norms) {
      return tokens > documents ? WEIGHTS : UNKNOWN;
    }
    return features ? FEATURES : UNKNOWN;
  }

  /** Whether all frequencies of the first term are features of usual weights. */
  private static boolean areFeatures(Terms terms) throws IOException {
    TermsEnum all = terms.iterator();
    if (!terms.hasFreqs() || all.next() == null) {
      return false;
    }
    PostingsEnum postings = all.postings(null, PostingsEnum.FREQS);
    for (int i = 0; i < READ && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS; i++) {
      if (postings.freq() < LEAST_FEATURE || postings.freq() > LARGEST_FEATURE) {
        return false;
      }
    }
    return true;
  }
}
