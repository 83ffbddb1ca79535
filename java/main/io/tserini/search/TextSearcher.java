package io.tserini.search;

import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.HitList;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.scoring.BagOfWords;
import io.tserini.scoring.Explainer;
import io.tserini.store.Fields;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.LMDirichletSimilarity;

/**
 * Searches a text index with BM25 or query likelihood. Queries are analyzed as the index was, by default as Anserini
 * does. Scores are float32. Safe for use by many threads.
 */
public final class TextSearcher extends Searcher {
  private volatile TextAnalyzer analyzer;

  public TextSearcher(String path, TextAnalyzer analyzer) throws TseriniException {
    super(path, IndexDescription::requireCounts, new BM25Similarity(0.9f, 0.4f));
    this.analyzer = analyzer;
  }

  private TextSearcher(TextSearcher other) throws TseriniException {
    super(other);
    this.analyzer = other.analyzer;
  }

  /** A searcher of the commit that is open now, which no refresh moves. */
  public TextSearcher snapshot() throws TseriniException {
    return new TextSearcher(this);
  }

  /** Sets what searches that start from now on analyze with. */
  public void setAnalyzer(TextAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * Scores with BM25.
   *
   * @param accurate for an index whose norms are the true lengths
   */
  public void setBm25(double k1, double b, boolean accurate) {
    similarity =
        accurate ? new AccurateBm25Similarity((float) k1, (float) b) : new BM25Similarity((float) k1, (float) b);
  }

  /** Scores with query likelihood, Dirichlet smoothing. */
  public void setQld(double mu) {
    similarity = new LMDirichletSimilarity((float) mu);
  }

  /**
   * Searches.
   *
   * @param fields the fields to search, joined by newlines; empty for {@code contents} alone
   * @param boosts the boost of each field
   * @param tiebreaker negative for the sum of the fields, else {@link BagOfWords#bestField}'s
   * @param cancellation ends the search early; may be null
   * @return {@link HitList#toBytes}
   */
  public byte[] search(String text, int k, String fields, float[] boosts, double tiebreaker, Cancellation cancellation)
      throws TseriniException {
    List<String> terms = terms(text);
    List<String> names = fields.isEmpty() ? List.of(Fields.CONTENTS) : List.of(fields.split("\n"));
    Query query = fields.isEmpty()
        ? BagOfWords.ofField(Fields.CONTENTS, terms)
        : query(names, terms, boosts, (float) tiebreaker);
    return rank(query, names, terms, k, Cancellation.orNone(cancellation));
  }

  /**
   * Where a document's score for a text comes from, by the terms of the field {@code contents}: {@code int32 n}, then n
   * times {@code text term, float32 count}, then {@link Explainer#explain}.
   *
   * @return null if the index does not have the document
   */
  public byte[] explain(String docid, String text) throws TseriniException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    terms(text).forEach(term -> counts.merge(term, 1, Integer::sum));
    ByteWriter answer = new ByteWriter().int32(counts.size());
    StringBuilder query = new StringBuilder();
    counts.forEach((term, count) -> {
      answer.text(term).float32(count);
      query.append(count).append(' ').append(term).append('\n');
    });
    return reading(Fields.ID, docid, (index, doc) -> {
      Explainer explainer = new Explainer(index.reader(), Fields.CONTENTS, similarity);
      return answer.raw(explainer.explain(doc, query.toString(), Double.NEGATIVE_INFINITY)).toBytes();
    });
  }

  private List<String> terms(String text) throws TseriniException {
    try {
      return analyzer.terms(text);
    } catch (IOException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private static Query query(List<String> fields, List<String> terms, float[] boosts, float tiebreaker) {
    Map<String, Float> boostsByField = new HashMap<>();
    for (int i = 0; i < boosts.length; i++) {
      boostsByField.put(fields.get(i), boosts[i]);
    }
    return tiebreaker < 0
        ? BagOfWords.ofFields(boostsByField, terms)
        : BagOfWords.bestField(boostsByField, terms, tiebreaker);
  }
}
