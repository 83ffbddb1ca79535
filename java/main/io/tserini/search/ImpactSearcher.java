package io.tserini.search;

import io.tserini.bridge.Calls;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.feedback.Feedback;
import io.tserini.ranking.HitList;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.Explainer;
import io.tserini.scoring.ImpactSimilarity;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.Fields;
import io.tserini.store.FolderSource;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * Searches an impact index with weighted terms. Score of a document: the sum over the terms that it shares with the
 * query of query weight × document weight, in float32. Safe to use from many threads.
 */
public final class ImpactSearcher extends Searcher {
  /** Options by number, used by the thread alone that starts searches. */
  private final ImpactOptions[] kept = new ImpactOptions[2];

  /** Opens an index: {@link #ImpactSearcher}. */
  public static int startOpen(IndexSource source) {
    return Calls.startLong(() -> new ImpactSearcher(source));
  }

  public ImpactSearcher(String path) throws TseriniException {
    this(new FolderSource(path));
  }

  public ImpactSearcher(IndexSource source) throws TseriniException {
    super(source, IndexDescription::requireImpacts, new ImpactSimilarity());
  }

  private ImpactSearcher(ImpactSearcher other) throws TseriniException {
    super(other);
  }

  /** Starts {@link #snapshot}. */
  public int startSnapshot() {
    return Calls.start(this::snapshot);
  }

  /** A searcher of the commit that is open now, which no refresh moves. It shares the caches of this one. */
  public ImpactSearcher snapshot() throws TseriniException {
    return new ImpactSearcher(this);
  }

  /**
   * Keeps options for the searches that start from now on: an object would cost each call more than the search of a small
   * index takes.
   *
   * @param number by which searches name them: 0 or 1
   * @param filter as {@link FilterParser} reads it; empty for none
   */
  public void setOptions(
      int number, double minIdf, String fields, float[] boosts, int queryCut, int rescore, String filter) {
    kept[number] = new ImpactOptions(minIdf, fields, boosts, queryCut, rescore, Filter.of(filter));
  }

  /**
   * Starts {@link #search}.
   *
   * @param options the number that {@link #setOptions} gave them
   */
  public int startSearch(String query, int k, int options, int known, double limitMs) {
    ImpactOptions named = kept[options];
    return Calls.start(limitMs, stop -> search(query, k, named, known, stop));
  }

  /**
   * Searches. Terms that the index lacks are dropped, and so are those in too many documents. A term of weight 0 stays:
   * it matches, and adds 0.
   *
   * @param query as {@link WeightedTerm#parse} reads it, with weights from 0 up
   * @param k how many hits at most
   * @param known the generation whose docids the caller has, from {@link #docids}: its hits are returned without docids
   * @param stop ends the search early
   * @return {@link HitList#toBytes}
   */
  public byte[] search(String query, int k, ImpactOptions options, int known, Cancellation stop)
      throws TseriniException {
    Feedback expansion = feedback;
    return reading(index -> {
      stop.check();
      for (String field : options.fieldNames()) {
        index.requireField(field);
      }
      List<WeightedTerm> terms = keepRare(index, WeightedTerm.parse(query, Fields.CONTENTS), options);
      if (expansion != null) {
        HitList first = rank(index, terms, expansion.hitsNeeded(k), options, stop);
        Map<String, Float> expanded = expansion.expand(byTerm(terms, options), first, index.reader());
        terms = new ArrayList<>(expanded.size());
        for (Map.Entry<String, Float> term : expanded.entrySet()) {
          terms.add(new WeightedTerm(Fields.CONTENTS, new BytesRef(term.getKey()), term.getValue()));
        }
      }
      return rank(index, terms, k, options, stop).toBytes(known != index.generation());
    });
  }

  /** The best k documents, in one phase or in two as the options say. */
  private static HitList rank(
      IndexSnapshot index, List<WeightedTerm> query, int k, ImpactOptions options, Cancellation cancellation)
      throws IOException, TseriniException {
    DocumentFilter filter = DocumentFilter.of(index, options.filter());
    TopHits top =
        options.queryCut() > 0 && options.queryCut() < query.size()
            ? new TwoPhaseSearch(index, query, options.queryCut(), filter).top(options.rescore(), k, cancellation)
            : ImpactScorer.top(index, query, k, filter, cancellation);
    return index.rank(top, k);
  }

  /** Starts {@link #explain}. */
  public int startExplain(String docid, String query, double minIdf) {
    return Calls.start(() -> explain(docid, query, minIdf));
  }

  /**
   * Where a document's score for a query comes from, by the terms of the field {@code contents}.
   *
   * @param query as {@link WeightedTerm#parse} reads it
   * @return {@link Explainer#explain}, or null if the index does not have the document
   */
  public byte[] explain(String docid, String query, double minIdf) throws TseriniException {
    return reading(Fields.ID, docid, (index, doc) ->
        new Explainer(index.reader(), Fields.CONTENTS, similarity).explain(doc, query, minIdf));
  }

  /** Starts {@link #docids}. */
  public int startDocids(int generation, int from, int count) {
    return Calls.start(() -> docids(generation, from, count));
  }

  /**
   * Docids of consecutive documents, for a caller that caches them all.
   *
   * @param generation the snapshot's; 0 for the newest
   * @return {@link IndexSnapshot#docids}, or null if there is no memory for them, or the snapshot is no longer the newest
   */
  public byte[] docids(int generation, int from, int count) throws TseriniException {
    return reading(index -> generation == 0 || generation == index.generation() ? index.docids(from, count) : null);
  }

  /**
   * Searches with several queries, one after another: a call across the bridge costs about as much as searching a small
   * index. It gives {@link HitList#toBytes} of each.
   *
   * @param queries each as {@link #search} takes it
   */
  public int startSearchAll(String[] queries, int k, int options, int known, double limitMs) {
    ImpactOptions named = kept[options];
    return Calls.start(limitMs, stop -> {
      byte[][] rankings = new byte[queries.length][];
      for (int i = 0; i < queries.length; i++) {
        rankings[i] = search(queries[i], k, named, known, stop);
      }
      return rankings;
    });
  }

  /**
   * How many of a query's terms a document has, in any of the fields that are searched.
   *
   * @param query as {@link WeightedTerm#parse} reads it
   */
  public int startKnownTerms(String query, int options) {
    ImpactOptions named = kept[options];
    return Calls.start(() -> reading(index -> {
      int known = 0;
      for (WeightedTerm term : WeightedTerm.parse(query, Fields.CONTENTS)) {
        boolean isKnown = false;
        for (String field : named.fieldNames()) {
          isKnown |= index.idf(new WeightedTerm(field, term.term(), 1)) > Double.NEGATIVE_INFINITY;
        }
        known += isKnown ? 1 : 0;
      }
      return known;
    }));
  }

  /** The terms that are not in too many documents, in every field that is searched. */
  private static List<WeightedTerm> keepRare(
      IndexSnapshot index, List<WeightedTerm> query, ImpactOptions options) throws IOException {
    String[] fields = options.fieldNames();
    List<WeightedTerm> rare = new ArrayList<>(query.size() * fields.length);
    for (int i = 0; i < fields.length; i++) {
      for (WeightedTerm term : query) {
        WeightedTerm inField = new WeightedTerm(fields[i], term.term(), term.weight() * options.boosts()[i]);
        if (index.isRare(inField, options.minIdf())) {
          rare.add(inField);
        }
      }
    }
    return rare;
  }

  /** The query's terms with their original weights, each once however many fields it is searched in. */
  private static Map<String, Float> byTerm(List<WeightedTerm> query, ImpactOptions options) {
    Map<String, Float> weights = new HashMap<>();
    List<String> fields = List.of(options.fieldNames());
    for (WeightedTerm term : query) {
      float boost = options.boosts()[fields.indexOf(term.field())];
      if (boost > 0) {
        weights.putIfAbsent(term.term().utf8ToString(), term.weight() / boost);
      }
    }
    return weights;
  }
}
