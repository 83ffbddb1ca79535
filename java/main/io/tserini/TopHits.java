package io.tserini;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.LongHeap;
import org.apache.lucene.util.NumericUtils;

/**
 * Collects the documents whose score is at least the k-th best, so that whoever breaks the ties at
 * the cut sees every document of that score. Block-max pruning stays on: Lucene may skip documents
 * that score below the k-th best so far, never those that equal it.
 *
 * <p>A document and its score are one long: the score's sortable bits above, the document below.
 */
final class TopHits implements Collector {
  private final int k;
  private final LongHeap best;
  /** Documents that left the heap, or never entered it, with a score equal to its least. */
  private long[] ties = new long[64];
  private int tied;

  TopHits(int k) {
    this.k = k;
    this.best = new LongHeap(Math.min(k, 1024));
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
        setBar();
      }

      @Override
      public void collect(int doc) throws IOException {
        if (offer(scorer.score(), docBase + doc)) {
          setBar();
        }
      }

      private void setBar() throws IOException {
        if (best.size() == k) {
          float bar = score(best.top());
          if (bar > 0) {
            scorer.setMinCompetitiveScore(bar);
          }
        }
      }
    };
  }

  /** Takes a document in. Returns whether the k-th best score changed. */
  private boolean offer(float score, int doc) {
    long hit = pack(score, doc);
    if (best.size() < k) {
      best.push(hit);
      return best.size() == k;
    }
    long least = best.top();
    int order = Float.compare(score, score(least));
    if (order < 0) {
      return false;
    }
    if (order == 0) {
      addTie(hit);
      return false;
    }
    best.updateTop(hit);
    if (score(best.top()) == score(least)) {
      addTie(least);
      return false;
    }
    tied = 0;
    return true;
  }

  private void addTie(long hit) {
    if (tied == ties.length) {
      ties = Arrays.copyOf(ties, tied * 2);
    }
    ties[tied++] = hit;
  }

  /** All hits: the k best and those that tie with the last of them, best first, then by document. */
  long[] hits() {
    long[] hits = new long[best.size() + tied];
    System.arraycopy(ties, 0, hits, 0, tied);
    for (int i = tied; i < hits.length; i++) {
      hits[i] = best.pop();
    }
    Arrays.sort(hits);
    for (int i = 0, j = hits.length - 1; i < j; i++, j--) {
      long swap = hits[i];
      hits[i] = hits[j];
      hits[j] = swap;
    }
    return hits;
  }

  private static long pack(float score, int doc) {
    return ((long) NumericUtils.floatToSortableInt(score) << 32) | (Integer.MAX_VALUE - doc);
  }

  static float score(long hit) {
    return NumericUtils.sortableIntToFloat((int) (hit >> 32));
  }

  static int doc(long hit) {
    return Integer.MAX_VALUE - (int) hit;
  }
}
