package io.tserini.scoring;

import io.tserini.store.Docids;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;

/**
 * Counts the documents that a ranking places before a given one: those with a higher score, and of those with the same
 * the ones whose docid sorts first in UTF-8 order. Lucene skips documents of lower scores.
 */
final class RankCollector implements Collector {
  private final int doc;
  private final float score;
  private final BytesRef docid;
  private final Docids docids;
  private int before;

  RankCollector(IndexReader reader, int doc, float score) throws IOException {
    this.doc = doc;
    this.score = score;
    this.docid = BytesRef.deepCopyOf(new Docids(reader).of(doc));
    this.docids = new Docids(reader);
  }

  /** The rank of the document among the hits of a query, counted from 1. */
  int in(IndexSearcher searcher, Query query) throws IOException {
    return searcher.search(query, new SingleCollector<>(this)).before + 1;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.TOP_SCORES;
  }

  @Override
  public LeafCollector getLeafCollector(LeafReaderContext context) {
    int docBase = context.docBase;
    return new LeafCollector() {
      private Scorable scorer;

      @Override
      public void setScorer(Scorable scorer) throws IOException {
        this.scorer = scorer;
        if (score > 0) {
          scorer.setMinCompetitiveScore(score);
        }
      }

      @Override
      public void collect(int other) throws IOException {
        if (isBefore(docBase + other, scorer.score())) {
          before++;
        }
      }
    };
  }

  private boolean isBefore(int other, float otherScore) throws IOException {
    if (other == doc || otherScore != score) {
      return other != doc && otherScore > score;
    }
    int order = docids.of(other).compareTo(docid);
    return order < 0 || (order == 0 && other < doc);
  }
}
