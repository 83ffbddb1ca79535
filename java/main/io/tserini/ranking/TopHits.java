package io.tserini.ranking;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.NumericUtils;

/**
 * Keeps the documents whose score is at kthBest the k-th best: all that tie with the k-th stay, because docids decide
 * between them. Documents are offered and kept in ascending order.
 *
 * <p>Hits are collected in a buffer. When it is full, the k-th best score is selected and the hits below it are
 * dropped: a constant cost per hit, where a heap of 1,000 costs a logarithm.
 */
public final class TopHits implements Collector {
  /** Room beyond k, so that selecting happens rarely for small k. */
  private static final int SLACK = 128;

  private final int k;
  private int[] docs;
  /** Bits of the scores, in the order of the scores. */
  private int[] scores;
  private int size;
  private int[] scratch;
  private final KthLargest selection = new KthLargest();
  /** The size after the last pruning. */
  private int pruned;
  private float threshold = Float.NEGATIVE_INFINITY;

  public TopHits(int k) {
    this.k = k;
    int capacity = (int) Math.min(2L * Math.min(k, 4096) + SLACK, ArrayUtil.MAX_ARRAY_LENGTH);
    this.docs = new int[capacity];
    this.scores = new int[capacity];
  }

  int k() {
    return k;
  }

  /** How many hits there are: k and those that tie with the last of them, once {@link #prune} has run. */
  public int size() {
    return size;
  }

  public int doc(int i) {
    return docs[i];
  }

  public float score(int i) {
    return NumericUtils.sortableIntToFloat(scores[i]);
  }

  /** The segment of a hit. */
  public LeafReaderContext leaf(int i, List<LeafReaderContext> leaves) {
    return leaves.get(ReaderUtil.subIndex(docs[i], leaves));
  }

  /** The place after the last hit of a segment. */
  public int endOf(LeafReaderContext leaf) {
    int place = Arrays.binarySearch(docs, 0, size, leaf.docBase + leaf.reader().maxDoc());
    return place < 0 ? -place - 1 : place;
  }

  /** Bits of a score that order as the scores do. */
  int sortableScore(int i) {
    return scores[i];
  }

  /** Documents that score below this cannot be among the hits. Negative infinity if all can. */
  public float threshold() {
    return threshold;
  }

  /** Offers the next document in ascending order. */
  public void offer(float score, int doc) {
    if (score < threshold) {
      return;
    }
    if (size == docs.length) {
      prune();
      if (score < threshold) {
        return;
      }
      if (size > docs.length - docs.length / 4) {
        grow();
      }
    }
    docs[size] = doc;
    scores[size++] = NumericUtils.floatToSortableInt(score);
  }

  private void grow() {
    int capacity = ArrayUtil.oversize(docs.length + docs.length / 2, Integer.BYTES);
    docs = Arrays.copyOf(docs, capacity);
    scores = Arrays.copyOf(scores, capacity);
  }

  /** Raises the threshold to the k-th best score so far, and drops the hits below it. */
  public void prune() {
    if (size < k) {
      return;
    }
    if (scratch == null || scratch.length < size) {
      scratch = new int[docs.length];
    }
    System.arraycopy(scores, 0, scratch, 0, size);
    int kthBest = selection.of(scratch, size, k);
    threshold = NumericUtils.sortableIntToFloat(kthBest);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      docs[kept] = docs[i];
      scores[kept] = scores[i];
      kept += scores[i] >= kthBest ? 1 : 0;
    }
    size = kept;
    pruned = kept;
  }

  /** Prunes if that is likely to raise the threshold much. */
  public void tighten() {
    if (size - pruned > k / 4) {
      prune();
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.TOP_SCORES;
  }

  /** Collects the documents that Lucene's own scorers find. They may skip documents below the threshold. */
  @Override
  public LeafCollector getLeafCollector(LeafReaderContext context) {
    int docBase = context.docBase;
    return new LeafCollector() {
      private Scorable scorer;
      private float reported = Float.NEGATIVE_INFINITY;

      @Override
      public void setScorer(Scorable scorer) throws IOException {
        this.scorer = scorer;
        reported = Float.NEGATIVE_INFINITY;
        report();
      }

      @Override
      public void collect(int doc) throws IOException {
        offer(scorer.score(), docBase + doc);
        report();
      }

      private void report() throws IOException {
        if (threshold > reported && threshold > 0) {
          reported = threshold;
          scorer.setMinCompetitiveScore(threshold);
        }
      }
    };
  }
}
