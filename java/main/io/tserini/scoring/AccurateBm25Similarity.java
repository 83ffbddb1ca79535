package io.tserini.scoring;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.FieldInvertState;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity;

/**
 * BM25 with the true length of a document, where Lucene's own rounds it to a byte:
 * {@code score = boost × idf × f / (f + k1 × (1 − b + b × length / average))}, with
 * {@code idf = ln(1 + (N − n + 0.5) / (n + 0.5))}. Scores are float32. The norm is the length itself, so an index must
 * be written and searched with this; it equals Anserini's {@code -bm25.accurate}.
 */
public final class AccurateBm25Similarity extends Similarity {
  private final float k1;
  private final float b;

  public AccurateBm25Similarity(float k1, float b) {
    super(false);
    this.k1 = k1;
    this.b = b;
  }

  @Override
  public long computeNorm(FieldInvertState state) {
    return state.getLength();
  }

  @Override
  public SimScorer scorer(float boost, CollectionStatistics collection, TermStatistics... terms) {
    double idf = 0;
    List<Explanation> idfs = new ArrayList<>();
    for (TermStatistics term : terms) {
      float one = idf(term.docFreq(), collection.docCount());
      idf += one;
      idfs.add(Explanation.match(one, "idf, ln(1 + (N − n + 0.5) / (n + 0.5))"));
    }
    float average = (float) (collection.sumTotalTermFreq() / (double) collection.docCount());
    return new Scorer(boost * (float) idf, k1 * (1 - b), k1 * b / Math.max(1e-10f, average), idfs);
  }

  private static float idf(long documents, long all) {
    return (float) Math.log(1 + (all - documents + 0.5) / (documents + 0.5));
  }

  @Override
  public String toString() {
    return "AccurateBM25(k1=" + k1 + ",b=" + b + ")";
  }

  private static final class Scorer extends SimScorer {
    private final float weight;
    private final float constant;
    private final float perToken;
    private final List<Explanation> idfs;

    Scorer(float weight, float constant, float perToken, List<Explanation> idfs) {
      this.weight = weight;
      this.constant = constant;
      this.perToken = perToken;
      this.idfs = idfs;
    }

    @Override
    public float score(float freq, long norm) {
      // In this order, so that the last digit is Anserini's too.
      return weight * freq / (freq + constant + perToken * norm);
    }

    @Override
    public Explanation explain(Explanation freq, long norm) {
      List<Explanation> factors = new ArrayList<>(idfs);
      factors.add(freq);
      factors.add(Explanation.match(norm, "length of the field"));
      return Explanation.match(score(freq.getValue().floatValue(), norm), "accurate BM25, from:", factors);
    }
  }
}
