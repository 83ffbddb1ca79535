package io.tserini.search;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.WeightedTerm;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.util.Bits;

/**
 * Scores the documents of a segment by the weighted terms that they have: the sum of weight × frequency, each product
 * in float32, the sum in float64, the result rounded to float32, as Lucene's own disjunctions do. Where all weights are
 * whole, sums are integers, which are the same.
 *
 * <p>Term after term adds its postings to the scores of a window of documents. Queries of learned models have tens of
 * terms of which most occur in many documents, and this simple loop then beats the merging of lists document by
 * document. MaxScore (Turtle and Flood, 1995) saves the rest: terms that even together come nowhere near the threshold
 * are looked up only for the documents that can reach it with what the other terms found.
 *
 * <p>Before that, the largest frequencies in each block of documents tell which blocks of the window can have hits at
 * all: {@link BlockMaxima}. Of a large collection, few can.
 *
 * <p>A filter names the documents of each window that may be hits. Windows without any are skipped, and where there are
 * few, all terms are looked up for these alone.
 */
final class ImpactScorer {
  /** Documents per window: their sums, 32 or 64 KB, stay in a core's own cache. */
  static final int WINDOW = 8192;

  /**
   * Terms are looked up, not added, where together they reach at most this share of the threshold: where they reach
   * nearly all of it, nearly every document is a candidate.
   */
  private static final double MAX_LOOK_UP_SHARE = 0.4;

  /** A window has few documents that pass a filter if it is at least so many times as long. */
  private static final int MIN_WINDOW_PER_PASSED = 256;

  /** A term of the query in the segment that is being scored. */
  record ScoredTerm(TermPostings postings, float weight, float maxScore) {}

  /** In place of a number of documents that pass a filter: there is no filter. */
  private static final int ALL = -1;

  /**
   * What a search works with, 130 KB. Each thread keeps it for its next search: it is not made, cleared and collected for
   * each.
   */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final WindowSums whole = new WholeSums();
    private final WindowSums fractional = new FractionalSums();
    private final int[] candidates = new int[WINDOW];
    private final float[] bounds = new float[RangeChooser.BLOCKS];
    private final WindowRanges ranges = new WindowRanges();
    private final DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
  }

  private final TopHits top;
  private final Cancellation cancellation;
  private final DocAndFloatFeatureBuffer block;
  private final WindowRanges ranges;
  private final RangeChooser chooser;
  private final WindowSums whole;
  private final WindowSums fractional;
  private final int[] candidates;

  private ImpactScorer(TopHits top, Cancellation cancellation) {
    this.top = top;
    this.cancellation = cancellation;
    Scratch scratch = Scratch.OF_THREAD.get();
    this.block = scratch.block;
    this.ranges = scratch.ranges;
    this.chooser = new RangeChooser(ranges, scratch.bounds);
    this.whole = scratch.whole.begin();
    this.fractional = scratch.fractional.begin();
    this.candidates = scratch.candidates;
  }

  /**
   * The documents of an index that score best, in one phase.
   *
   * @param filter the documents that may be among them; null for all
   */
  static TopHits top(
      IndexSnapshot index, List<WeightedTerm> query, int k, DocumentFilter filter, Cancellation cancellation)
      throws IOException, TseriniException {
    TopHits top = new TopHits(k);
    ImpactScorer scorer = new ImpactScorer(top, cancellation);
    for (LeafReaderContext leaf : index.leaves()) {
      scorer.score(index, leaf, query, filter == null ? null : filter.in(leaf));
    }
    return top;
  }

  /** Offers every document of a segment that can be among the hits. */
  private void score(
      IndexSnapshot index, LeafReaderContext leaf, List<WeightedTerm> query, SegmentFilter filter)
      throws IOException, TseriniException {
    int maxDoc = leaf.reader().maxDoc();
    if (filter != null && filter.next() >= maxDoc) {
      return;
    }
    ScoredTerm[] terms = open(index, leaf, query);
    double[] most = sumsOfMaxScores(terms);
    WindowSums sums = areWhole(terms) && most[terms.length] < WholeSums.MAX ? whole : fractional;
    Bits live = leaf.reader().getLiveDocs();
    int window = Math.min(WINDOW, maxDoc);
    chooser.begin(terms, maxDoc);
    for (int base = 0; base < maxDoc && terms.length > 0; base += window) {
      cancellation.check();
      int end = Math.min(base + window, maxDoc);
      if (filter == null) {
        chooser.choose(below(), base, end);
        scoreWindow(terms, most, sums, base, leaf.docBase, live, ALL);
      } else if (filter.next() < end) {
        ranges.setAll(end - base);
        scoreWindow(terms, most, sums, base, leaf.docBase, live, filter.read(base, end, candidates));
      }
      top.tighten();
    }
  }

  /** The terms that the segment has, by the most that they can add to a score, ascending. */
  private ScoredTerm[] open(IndexSnapshot index, LeafReaderContext leaf, List<WeightedTerm> query) throws IOException {
    ScoredTerm[] terms = new ScoredTerm[query.size()];
    int found = 0;
    for (WeightedTerm term : query) {
      SegmentTerms field = index.terms(leaf, term.field());
      SegmentTerms.Entry entry = field.get(term.term());
      if (entry.docFreq() > 0) {
        float maxScore = field.maxFreq(term.term(), entry) * term.weight();
        TermPostings postings =
            term.weight() == 0
                ? new MatchingPostings(field.stream(term.term(), entry))
                : field.postings(term.term(), entry, block);
        terms[found++] = new ScoredTerm(postings, term.weight(), maxScore);
      }
    }
    terms = Arrays.copyOf(terms, found);
    Arrays.sort(terms, Comparator.comparingDouble(ScoredTerm::maxScore));
    return terms;
  }

  /** At i, the most that the terms before i can add together. */
  private static double[] sumsOfMaxScores(ScoredTerm[] terms) {
    double[] most = new double[terms.length + 1];
    for (int i = 0; i < terms.length; i++) {
      most[i + 1] = most[i] + terms[i].maxScore();
    }
    return most;
  }

  /** Whether all weights are whole and above 0. */
  private static boolean areWhole(ScoredTerm[] terms) {
    for (ScoredTerm term : terms) {
      if (term.weight() == 0 || term.weight() != Math.rint(term.weight())) {
        return false;
      }
    }
    return true;
  }

  /**
   * A score above this may round to the threshold. Without a threshold, or with one of 0, every match counts: each adds
   * more than 0.
   */
  private double below() {
    return top.threshold() > 0 ? Math.nextDown(top.threshold()) : 0;
  }

  /**
   * Scores the ranges of a window.
   *
   * @param most at i, the most that the terms before i can add together
   * @param passed how many of its documents pass the filter, which are the candidates; or {@link #ALL}
   */
  private void scoreWindow(
      ScoredTerm[] terms, double[] most, WindowSums sums, int base, int docBase, Bits live, int passed)
      throws IOException {
    if (ranges.size() == 0) {
      return;
    }
    double below = below();
    int essential = 0;
    if (passed != ALL && passed * MIN_WINDOW_PER_PASSED <= ranges.documents()) {
      essential = terms.length;
    }
    while (essential < terms.length && top.threshold() > 0 && most[essential + 1] <= below * MAX_LOOK_UP_SHARE) {
      essential++;
    }
    sums.moveTo(base, ranges);
    for (int i = essential; i < terms.length; i++) {
      terms[i].postings().addAll(terms[i].weight(), sums);
    }
    double least = least(below, most, essential);
    int found = passed == ALL ? sums.find(least, candidates) : sums.keep(candidates, passed, least);
    // With a threshold, a document that only terms of weight 0 match is no candidate.
    for (int i = essential - 1; i >= 0 && found > 0 && (terms[i].weight() > 0 || below == 0); i--) {
      TermPostings postings = terms[i].postings();
      if (postings.isCheaperFor(found, ranges.documents())) {
        postings.addTo(candidates, found, terms[i].weight(), sums);
      } else {
        postings.addAll(terms[i].weight(), sums);
      }
      found = sums.keep(candidates, found, least(below, most, i));
    }
    for (int i = 0; i < found; i++) {
      int doc = candidates[i] + base;
      if (live == null || live.get(doc)) {
        top.offer(sums.sum(candidates[i]), docBase + doc);
      }
    }
  }

  /**
   * What a candidate's score must exceed while the terms before i are still to be added. Without a threshold, these may
   * match by adding next to nothing.
   */
  private static double least(double below, double[] most, int i) {
    return below == 0 && i > 0 ? Double.NEGATIVE_INFINITY : below - most[i];
  }
}
