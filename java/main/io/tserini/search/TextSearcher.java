package io.tserini.search;

import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.HitList;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.scoring.BagOfWords;
import io.tserini.store.Fields;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.LMDirichletSimilarity;

/**
 * Searches words with BM25 or query likelihood. Text is analysed as it was for the index, by default as
 * Anserini does. Scores are float32. Safe to use from many threads.
 */
public final class TextSearcher extends Searcher {
  private volatile TextAnalyzer analyzer;

  public TextSearcher(String path, TextAnalyzer analyzer) throws TseriniException {
    super(path, new BM25Similarity(0.9f, 0.4f));
    this.analyzer = analyzer;
  }

  /** What the searches that start from now on analyse with. */
  public void setAnalyzer(TextAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * Scores with BM25.
   *
   * @param accurate for an index whose norms are the true lengths
   */
  public void setBm25(double k1, double b, boolean accurate) {
    setSimilarity(
        accurate
            ? new AccurateBm25Similarity((float) k1, (float) b)
            : new BM25Similarity((float) k1, (float) b));
  }

  /** Scores with query likelihood, Dirichlet smoothing. */
  public void setQld(double mu) {
    setSimilarity(new LMDirichletSimilarity((float) mu));
  }

  /**
   * Searches.
   *
   * @param fields the fields to search, joined by newlines; empty for {@code contents} alone
   * @param boosts the boost of each field
   * @param tiebreaker negative for the sum of the fields, else {@link BagOfWords#bestField}'s
   * @param cancellation ends the search early; null for nothing that does
   * @return {@link HitList#toBytes}
   */
  public byte[] search(
      String text,
      int k,
      String fields,
      float[] boosts,
      double tiebreaker,
      Cancellation cancellation)
      throws TseriniException {
    List<String> terms = terms(text);
    Query query = query(terms, fields, boosts, (float) tiebreaker);
    return rank(query, terms, k, Cancellation.orNone(cancellation));
  }

  private List<String> terms(String text) throws TseriniException {
    try {
      return analyzer.terms(text);
    } catch (IOException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private Query query(List<String> terms, String fields, float[] boosts, float tiebreaker)
      throws TseriniException {
    if (fields.isEmpty()) {
      return BagOfWords.ofField(Fields.CONTENTS, terms);
    }
    String[] names = fields.split("\n");
    Map<String, Float> boostsByField = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      requireField(names[i]);
      boostsByField.put(names[i], boosts[i]);
    }
    return tiebreaker < 0
        ? BagOfWords.ofFields(boostsByField, terms)
        : BagOfWords.bestField(boostsByField, terms, tiebreaker);
  }
}
