package io.tserini.search;

import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.Calls;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.HitList;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.scoring.BagOfWords;
import io.tserini.scoring.Explainer;
import io.tserini.scoring.QuerySideBm25;
import io.tserini.store.Fields;
import io.tserini.store.FolderSource;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexFolder;
import io.tserini.store.IndexSource;
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
  /** The field of the text: {@code contents}, unless vectors are there. */
  private final String field;
  private volatile TextAnalyzer analyzer;
  /** What weights the terms of queries; null if each counts as often as it occurs. */
  private volatile QuerySideBm25 querySide;

  /** Opens an index: {@link #TextSearcher}. */
  public static int startOpen(IndexSource source, TextAnalyzer analyzer) {
    return Calls.startLong(() -> new TextSearcher(source, analyzer));
  }

  public TextSearcher(String path, TextAnalyzer analyzer) throws TseriniException {
    this(new FolderSource(path), analyzer);
  }

  public TextSearcher(IndexSource source, TextAnalyzer analyzer) throws TseriniException {
    super(source, IndexDescription::requireCounts, new BM25Similarity(0.9f, 0.4f));
    this.field = this.<IndexDescription>reading(IndexSnapshot::description).textField();
    this.analyzer = analyzer;
  }

  private TextSearcher(TextSearcher other) throws TseriniException {
    super(other);
    this.field = other.field;
    this.analyzer = other.analyzer;
    this.querySide = other.querySide;
  }

  /** Starts {@link #snapshot}. */
  public int startSnapshot() {
    return Calls.start(this::snapshot);
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
   * @param weighsQuery whether the terms of a query have weights by BM25, too
   */
  public void setBm25(double k1, double b, boolean accurate, boolean weighsQuery) {
    querySide = weighsQuery ? new QuerySideBm25((float) k1, (float) b) : null;
    similarity =
        accurate ? new AccurateBm25Similarity((float) k1, (float) b) : new BM25Similarity((float) k1, (float) b);
  }

  /** Scores with query likelihood, Dirichlet smoothing. */
  public void setQld(double mu) {
    querySide = null;
    similarity = new LMDirichletSimilarity((float) mu);
  }

  /** Starts {@link #search}. */
  public int startSearch(
      String text, int k, String fields, float[] boosts, double tiebreaker, String filter, double limitMs) {
    return Calls.start(limitMs, stop -> search(text, k, fields, boosts, tiebreaker, filter, stop));
  }

  /**
   * Searches.
   *
   * @param fields the fields to search, joined by newlines; empty for that of the text alone, to which weights of the
   *     query's terms are limited
   * @param boosts the boost of each field
   * @param tiebreaker negative for the sum of the fields, else {@link BagOfWords#bestField}'s
   * @param filter which documents are found, as {@link FilterParser} reads it; empty for all
   * @param stop ends the search early
   * @return {@link HitList#toBytes}
   */
  public byte[] search(
      String text, int k, String fields, float[] boosts, double tiebreaker, String filter, Cancellation stop)
      throws TseriniException {
    if (feedback != null && !field.equals(Fields.CONTENTS)) {
      throw new TseriniException(
          "USAGE", "RM3 and Rocchio expand queries of the field \"contents\", which has impacts in this index: " + path);
    }
    List<String> terms = terms(text);
    List<String> names = fields.isEmpty() ? List.of(field) : List.of(fields.split("\n"));
    QuerySideBm25 weighing = querySide;
    QueryOf query = reader -> {
      if (!fields.isEmpty()) {
        return query(names, terms, boosts, (float) tiebreaker);
      }
      return weighing == null
          ? BagOfWords.ofField(field, terms)
          : BagOfWords.weighted(field, weighing.weights(reader, field, terms));
    };
    return rank(query, names, terms, k, Filter.of(filter), stop);
  }

  /** Starts {@link #explain}. */
  public int startExplain(String docid, String text) {
    return Calls.start(() -> explain(docid, text));
  }

  /**
   * Where a document's score for a text comes from, by the terms of the text: {@code int32 n}, then n
   * times {@code text term, float32 weight}, the number of its occurrences unless terms have weights, then {@link Explainer#explain}.
   *
   * @return null if the index does not have the document
   */
  public byte[] explain(String docid, String text) throws TseriniException {
    List<String> terms = terms(text);
    QuerySideBm25 weighing = querySide;
    Map<String, Float> weights = new LinkedHashMap<>();
    terms.forEach(term -> weights.merge(term, 1f, Float::sum));
    return reading(Fields.ID, docid, (index, doc) -> {
      if (weighing != null) {
        weights.putAll(weighing.weights(index.reader(), field, terms));
      }
      ByteWriter answer = new ByteWriter().int32(weights.size());
      StringBuilder query = new StringBuilder();
      weights.forEach((term, weight) -> {
        answer.text(term).float32(weight);
        query.append(weight).append(' ').append(term).append('\n');
      });
      Explainer explainer = new Explainer(index.reader(), field, similarity);
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
