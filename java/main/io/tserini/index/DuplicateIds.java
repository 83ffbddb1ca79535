package io.tserini.index;

import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Finds ids of more than one document by the terms of the index; only the ids found take memory. */
final class DuplicateIds {
  private final List<String> shown = new ArrayList<>();
  private long count;

  private DuplicateIds() {}

  /** @param maxShown how many ids to name */
  static DuplicateIds find(IndexReader reader, int maxShown) throws IOException {
    DuplicateIds found = new DuplicateIds();
    Terms ids = MultiTerms.getTerms(reader, Fields.ID);
    if (ids == null) {
      return found;
    }
    TermsEnum terms = ids.iterator();
    IndexSearcher searcher = new IndexSearcher(reader);
    for (BytesRef id = terms.next(); id != null; id = terms.next()) {
      // The document frequency counts deleted documents too.
      if (terms.docFreq() > 1 && searcher.count(new TermQuery(new Term(Fields.ID, id))) > 1) {
        found.count++;
        if (found.shown.size() < maxShown) {
          found.shown.add(id.utf8ToString());
        }
      }
    }
    return found;
  }

  boolean isEmpty() {
    return count == 0;
  }

  @Override
  public String toString() {
    String names = String.join(", ", shown);
    return count > shown.size() ? names + " and " + (count - shown.size()) + " more" : names;
  }
}
