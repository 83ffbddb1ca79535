package io.tserini.search;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.CacheMemory;
import io.tserini.ranking.HitList;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.WeightedTerm;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.LeafReaderContext;

/** The segments of one commit of an impact index, with the terms that were looked up in them. */
public final class Segments {
  private final OpenIndex index;
  private final List<LeafReaderContext> leaves;
  private final SegmentFields[] fields;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param memory for what is kept of them
   */
  Segments(OpenIndex index, CacheMemory memory) {
    this.index = index;
    this.leaves = index.reader().leaves();
    this.fields =
        leaves.stream()
            .map(leaf -> new SegmentFields(leaf.reader(), memory))
            .toArray(SegmentFields[]::new);
  }

  /** Whether this field was found to be fit for searching. */
  boolean isKnown(String field) {
    return known.contains(field);
  }

  void makeKnown(String field) {
    known.add(field);
  }

  /** {@code ln(N / df)} of a term in its field; negative infinity where no document has it. */
  double idf(WeightedTerm term) throws IOException {
    int docFreq = 0;
    for (SegmentFields segment : fields) {
      docFreq += segment.terms(term.field()).get(term.term()).docFreq();
    }
    return docFreq == 0
        ? Double.NEGATIVE_INFINITY
        : Math.log((double) index.reader().numDocs() / docFreq);
  }

  /** The most that a term can add to a score. */
  float maxScore(WeightedTerm term) throws IOException {
    float most = 0;
    for (SegmentFields segment : fields) {
      SegmentTerms terms = segment.terms(term.field());
      SegmentTerms.Entry entry = terms.get(term.term());
      if (entry.docFreq() > 0) {
        most = Math.max(most, terms.maxFreq(term.term(), entry) * term.weight());
      }
    }
    return most;
  }

  List<LeafReaderContext> leaves() {
    return leaves;
  }

  SegmentFields fieldsOf(LeafReaderContext leaf) {
    return fields[leaf.ord];
  }

  /** The best k documents, in one phase or in two as the options say. */
  HitList rank(
      List<WeightedTerm> query, int k, ImpactOptions options, Cancellation cancellation)
      throws IOException, TseriniException {
    TopHits top =
        options.queryCut > 0 && options.queryCut < query.size()
            ? new TwoPhaseSearch(this, query, options.queryCut).top(options.rescore, k, cancellation)
            : top(query, k, cancellation);
    return index.rank(top, k);
  }

  TopHits top(List<WeightedTerm> query, int k, Cancellation cancellation)
      throws IOException, TseriniException {
    TopHits top = new TopHits(k);
    ImpactScorer scorer = new ImpactScorer(top, cancellation);
    for (LeafReaderContext leaf : leaves) {
      scorer.score(leaf, fields[leaf.ord], query);
    }
    return top;
  }
}
