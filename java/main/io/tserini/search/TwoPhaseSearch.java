package io.tserini.search;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.WeightedTerm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/**
 * Search that trades a little recall for speed: the query's strongest terms retrieve candidates, and the other terms
 * are added for these alone. Scores equal those of an exact search (with fractional weights up to the last bit of
 * float32); only a document whose weight lies in the weaker terms can be missed.
 */
final class TwoPhaseSearch {
  private final IndexSnapshot index;
  private final List<WeightedTerm> strong;
  private final List<WeightedTerm> weak;
  private final DocumentFilter filter;

  private record Ranked(WeightedTerm term, float maxScore) {}

  /**
   * @param cut how many terms retrieve candidates: those that can add the most to a score
   * @param filter the documents that may be candidates; null for all
   */
  TwoPhaseSearch(IndexSnapshot index, List<WeightedTerm> query, int cut, DocumentFilter filter) throws IOException {
    this.index = index;
    this.filter = filter;
    List<Ranked> ranked = new ArrayList<>(query.size());
    for (WeightedTerm term : query) {
      ranked.add(new Ranked(term, index.maxScore(term)));
    }
    ranked.sort(Comparator.comparingDouble(Ranked::maxScore).reversed());
    List<WeightedTerm> ordered = ranked.stream().map(Ranked::term).toList();
    this.strong = ordered.subList(0, cut);
    this.weak = ordered.subList(cut, ordered.size());
  }

  /** The candidates: those that the strong terms rank best, and all that tie with the last of them. */
  TopHits candidates(int count, Cancellation cancellation) throws IOException, TseriniException {
    TopHits found = ImpactScorer.top(index, strong, count, filter, cancellation);
    found.prune();
    return found;
  }

  /** The k best of the candidates. */
  TopHits top(int candidates, int k, Cancellation cancellation) throws IOException, TseriniException {
    TopHits found = candidates(Math.max(candidates, k), cancellation);
    double[] scores = new double[found.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = found.score(i);
    }
    for (int from = 0; from < scores.length; ) {
      cancellation.check();
      LeafReaderContext leaf = found.leaf(from, index.leaves());
      int to = found.endOf(leaf);
      for (WeightedTerm term : weak) {
        add(term, leaf, found, from, to, scores);
      }
      from = to;
    }
    TopHits top = new TopHits(k);
    for (int i = 0; i < scores.length; i++) {
      top.offer((float) scores[i], found.doc(i));
    }
    return top;
  }

  private void add(WeightedTerm term, LeafReaderContext leaf, TopHits found, int from, int to, double[] scores)
      throws IOException {
    SegmentTerms terms = index.terms(leaf, term.field());
    SegmentTerms.Entry entry = terms.get(term.term());
    if (entry.docFreq() == 0) {
      return;
    }
    TermPostings postings = terms.postings(term.term(), entry, new DocAndFloatFeatureBuffer());
    for (int i = from; i < to; i++) {
      scores[i] += term.weight() * postings.freq(found.doc(i) - leaf.docBase);
    }
  }
}
