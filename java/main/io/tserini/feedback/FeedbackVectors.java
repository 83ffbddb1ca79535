package io.tserini.feedback;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of documents that feedback may use: of 2 to 20 characters, and in at most a tenth of the documents, which
 * leaves out terms that mean little. They come from stored vectors or, if the index has none, from the postings: one
 * pass over the terms of a segment reads all of its documents.
 */
final class FeedbackVectors {
  private static final int MIN_LENGTH = 2;
  private static final int MAX_LENGTH = 20;
  private static final float MAX_DOC_SHARE = 0.1f;

  private final IndexReader reader;
  private final String field;
  /** The field's terms, segment by segment. */
  private final List<TermsEnum> dictionaries = new ArrayList<>();

  FeedbackVectors(IndexReader reader, String field) throws IOException {
    this.reader = reader;
    this.field = field;
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(field);
      if (terms != null) {
        dictionaries.add(terms.iterator());
      }
    }
  }

  /**
   * Reads the vectors of some documents.
   *
   * @param wanted which of the terms within the limits above
   */
  FeatureVector[] of(int[] docs, Predicate<String> wanted) throws IOException {
    FeatureVector[] vectors = new FeatureVector[docs.length];
    boolean[] missing = new boolean[docs.length];
    for (int i = 0; i < docs.length; i++) {
      vectors[i] = new FeatureVector();
      Terms stored = reader.termVectors().get(docs[i], field);
      missing[i] = stored == null;
      if (stored != null) {
        readStored(stored, vectors[i], wanted);
      }
    }
    for (LeafReaderContext leaf : reader.leaves()) {
      readPostings(leaf, docs, missing, vectors, wanted);
    }
    return vectors;
  }

  private void readStored(Terms stored, FeatureVector vector, Predicate<String> wanted) throws IOException {
    TermsEnum all = stored.iterator();
    for (BytesRef bytes = all.next(); bytes != null; bytes = all.next()) {
      String term = bytes.utf8ToString();
      if (fits(term, wanted) && isRare(bytes)) {
        vector.add(term, all.totalTermFreq());
      }
    }
  }

  private static boolean fits(String term, Predicate<String> wanted) {
    return term.length() >= MIN_LENGTH && term.length() <= MAX_LENGTH && wanted.test(term);
  }

  private boolean isRare(BytesRef term) throws IOException {
    int docFreq = 0;
    for (TermsEnum segment : dictionaries) {
      if (segment.seekExact(term)) {
        docFreq += segment.docFreq();
      }
    }
    return isRare(docFreq);
  }

  private boolean isRare(int docFreq) {
    return (float) docFreq / reader.numDocs() <= MAX_DOC_SHARE;
  }

  private void readPostings(
      LeafReaderContext leaf, int[] docs, boolean[] missing, FeatureVector[] vectors, Predicate<String> wanted)
      throws IOException {
    // The documents of this segment, in the order of postings.
    int[] places =
        IntStream.range(0, docs.length)
            .filter(i -> missing[i] && isIn(leaf, docs[i]))
            .boxed()
            .sorted(Comparator.comparingInt(i -> docs[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Terms terms = leaf.reader().terms(field);
    if (places.length == 0 || terms == null) {
      return;
    }
    TermsEnum all = terms.iterator();
    PostingsEnum postings = null;
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      // The segment's own count is a lower bound of that of the whole index.
      if (!isRare(all.docFreq())) {
        continue;
      }
      postings = all.postings(postings, PostingsEnum.FREQS);
      String text = null;
      for (int place : places) {
        int doc = docs[place] - leaf.docBase;
        if ((postings.docID() < doc ? postings.advance(doc) : postings.docID()) != doc) {
          continue;
        }
        if (text == null) {
          text = term.utf8ToString();
          if (!fits(text, wanted) || !isRare(term)) {
            break;
          }
        }
        vectors[place].add(text, postings.freq());
      }
    }
  }

  private boolean isIn(LeafReaderContext leaf, int doc) {
    return ReaderUtil.subIndex(doc, reader.leaves()) == leaf.ord;
  }
}
