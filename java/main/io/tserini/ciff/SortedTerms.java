package io.tserini.ciff;

import java.io.IOException;
import java.util.Comparator;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowImpactsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefArray;

/** Terms in any order, as Lucene wants them: in the order of their bytes, from the first to the last. */
final class SortedTerms extends Terms {
  /** What is known of the term of a number, which is its place in the array. */
  interface Lists {
    int documentFrequency(int term);

    long totalFrequency(int term);

    PostingsEnum postings(int term, PostingsEnum reuse) throws IOException;
  }

  private final BytesRefArray terms;
  private final BytesRefArray.SortState order;
  private final Lists lists;
  private final boolean hasFreqs;
  private final int documents;

  /** @param documents how many have a term */
  SortedTerms(BytesRefArray terms, Lists lists, boolean hasFreqs, int documents) {
    this.terms = terms;
    this.order = terms.sort(Comparator.naturalOrder(), true);
    this.lists = lists;
    this.hasFreqs = hasFreqs;
    this.documents = documents;
  }

  /** The numbers of two terms that are equal; null if there are none. */
  int[] duplicate() throws IOException {
    BytesRefArray.IndexedBytesRefIterator all = terms.iterator(order);
    BytesRef last = null;
    int lastNumber = -1;
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      if (term.equals(last)) {
        return new int[] {lastNumber, all.ord()};
      }
      last = BytesRef.deepCopyOf(term);
      lastNumber = all.ord();
    }
    return null;
  }

  @Override
  public TermsEnum iterator() {
    BytesRefArray.IndexedBytesRefIterator all = terms.iterator(order);
    return new BaseTermsEnum() {
      private BytesRef term;

      @Override
      public BytesRef next() throws IOException {
        term = all.next();
        return term;
      }

      @Override
      public BytesRef term() {
        return term;
      }

      @Override
      public int docFreq() {
        return lists.documentFrequency(all.ord());
      }

      @Override
      public long totalTermFreq() {
        return lists.totalFrequency(all.ord());
      }

      @Override
      public PostingsEnum postings(PostingsEnum reuse, int flags) throws IOException {
        return lists.postings(all.ord(), reuse);
      }

      @Override
      public ImpactsEnum impacts(int flags) throws IOException {
        return new SlowImpactsEnum(postings(null, flags));
      }

      @Override
      public SeekStatus seekCeil(BytesRef text) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void seekExact(long ord) {
        throw new UnsupportedOperationException();
      }

      @Override
      public long ord() {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public long size() {
    return terms.size();
  }

  @Override
  public long getSumTotalTermFreq() {
    long sum = 0;
    for (int term = 0; term < terms.size(); term++) {
      sum += lists.totalFrequency(term);
    }
    return sum;
  }

  @Override
  public long getSumDocFreq() {
    long sum = 0;
    for (int term = 0; term < terms.size(); term++) {
      sum += lists.documentFrequency(term);
    }
    return sum;
  }

  @Override
  public int getDocCount() {
    return documents;
  }

  @Override
  public boolean hasFreqs() {
    return hasFreqs;
  }

  @Override
  public boolean hasOffsets() {
    return false;
  }

  @Override
  public boolean hasPositions() {
    return false;
  }

  @Override
  public boolean hasPayloads() {
    return false;
  }
}
