package io.tserini.scoring;

import org.apache.lucene.index.FieldInvertState;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity;

/**
 * Scores a term by the inner product of learned weights: {@code score = freq × boost}, where the frequency is the
 * document's weight and the boost the query's. The norm is the constant 1.
 *
 * <p>Both factors are float32, so whole scores are exact up to 2<sup>24</sup> = 16,777,216.
 */
public final class ImpactSimilarity extends Similarity {

  @Override
  public long computeNorm(FieldInvertState state) {
    return 1;
  }

  @Override
  public SimScorer scorer(float boost, CollectionStatistics collection, TermStatistics... terms) {
    return new SimScorer() {
      @Override
      public float score(float freq, long norm) {
        return freq * boost;
      }

      @Override
      public Explanation explain(Explanation freq, long norm) {
        float value = freq.getValue().floatValue();
        return Explanation.match(
            score(value, norm),
            "impact, query weight × document weight",
            Explanation.match(boost, "query weight"), Explanation.match(value, "document weight"));
      }
    };
  }

  @Override
  public String toString() {
    return "Impact()";
  }
}
