package io.tserini.store;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** Counts documents without deleted ones, which Lucene's own counts include until a merge drops them. */
public final class LiveDocuments {
  private LiveDocuments() {}

  /** The number of documents with a term; in segments with deletions, the term's postings are read. */
  public static int docFreq(IndexReader reader, Term term) throws IOException {
    int count = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      Bits live = leaf.reader().getLiveDocs();
      if (live == null) {
        count += leaf.reader().docFreq(term);
        continue;
      }
      PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
      if (postings != null) {
        for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
          count += live.get(doc) ? 1 : 0;
        }
      }
    }
    return count;
  }
}
