package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/** The documents of a snapshot that a filter lets through, deleted ones included. For one thread. */
final class DocumentFilter {
  private final Weight weight;

  private DocumentFilter(Weight weight) {
    this.weight = weight;
  }

  /** @param filter may be null, which gives null: every document passes */
  static DocumentFilter of(IndexSnapshot index, Filter filter) throws IOException {
    if (filter == null) {
      return null;
    }
    IndexSearcher searcher = FilterCache.searcher(index.reader());
    return new DocumentFilter(
        searcher.createWeight(
            searcher.rewrite(new ConstantScoreQuery(filter.query(index.reader()))), ScoreMode.COMPLETE_NO_SCORES, 1));
  }

  /** Those of a segment, before the first one. */
  SegmentFilter in(LeafReaderContext leaf) throws IOException {
    Scorer scorer = weight.scorer(leaf);
    return new SegmentFilter(scorer == null ? DocIdSetIterator.empty() : scorer.iterator());
  }
}
