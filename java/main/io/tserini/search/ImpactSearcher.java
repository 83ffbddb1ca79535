package io.tserini.search;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.feedback.Feedback;
import io.tserini.ranking.IndexDocids;
import io.tserini.ranking.HitList;
import io.tserini.scoring.Explainer;
import io.tserini.scoring.ImpactSimilarity;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.Documents;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * Searches an impact index with weighted terms. Score of a document: the sum over the terms that it
 * shares with the query of query weight × document weight, in float32. Safe to use from many threads.
 */
public final class ImpactSearcher extends Searcher {
  public ImpactSearcher(String path) throws TseriniException {
    super(path, new ImpactSimilarity());
  }

  /**
   * Searches. Terms that the index lacks are dropped, and so are those in too many documents. A term of
   * weight 0 stays: it matches, and adds 0.
   *
   * @param query as {@link WeightedTerm#parse} reads it, with weights from 0 up
   * @param k how many hits at most
   * @param known the generation whose docids the caller has, from {@link #docids}: its hits come without
   * @param cancellation ends the search early; null for nothing that does
   * @return {@link HitList#toBytes}
   */
  public byte[] search(
      String query, int k, ImpactOptions options, int known, Cancellation cancellation)
      throws TseriniException {
    Feedback expansion = feedback();
    Cancellation stop = Cancellation.orNone(cancellation);
    return reading(
        index -> {
          stop.check();
          boolean withDocids = known != index.generation();
          Segments opened = index.segments();
          for (String field : options.fields) {
            if (!opened.isKnown(field)) {
              requireField(field);
              opened.makeKnown(field);
            }
          }
          List<WeightedTerm> terms = keepRare(opened, WeightedTerm.parse(query, Fields.CONTENTS), options);
          if (expansion == null) {
            return opened.rank(terms, k, options, stop).toBytes(withDocids);
          }
          HitList first = opened.rank(terms, expansion.hitsNeeded(k), options, stop);
          Map<String, Float> expanded = expansion.expand(byTerm(terms, options), first, index.reader());
          List<WeightedTerm> second = new ArrayList<>(expanded.size());
          expanded.forEach(
              (term, weight) ->
                  second.add(new WeightedTerm(Fields.CONTENTS, new BytesRef(term), weight)));
          return opened.rank(second, k, options, stop).toBytes(withDocids);
        });
  }

  /**
   * Where a document's score for a query comes from, by the terms of the field {@code contents}.
   *
   * @param query as {@link WeightedTerm#parse} reads it
   * @return {@link Explainer#explain}, or null where the index does not have the document
   */
  public byte[] explain(String docid, String query, double minIdf) throws TseriniException {
    return reading(
        index -> {
          int doc = new Documents(index.reader()).find(Fields.ID, docid);
          return doc < 0
              ? null
              : new Explainer(index.reader(), Fields.CONTENTS, new ImpactSimilarity())
                  .explain(doc, query, minIdf);
        });
  }

  /**
   * All docids, for a caller who asks for as many hits as there are documents.
   *
   * @return {@link IndexDocids#toBytes}, or null where there is no memory for them
   */
  public byte[] docids() throws TseriniException {
    return reading(
        index -> {
          IndexDocids docids = index.docids();
          return docids == null ? null : docids.toBytes(index.generation());
        });
  }

  /**
   * Searches with several queries, one after the other: a call across the bridge costs about as much as
   * searching a small index.
   *
   * @param queries each as {@link #search} takes it
   * @return {@link HitList#toBytes} of each: java-bridge is slow with arrays of more than 16 KB
   */
  public byte[][] searchAll(
      String[] queries, int k, ImpactOptions options, int known, Cancellation cancellation)
      throws TseriniException {
    byte[][] rankings = new byte[queries.length][];
    for (int i = 0; i < queries.length; i++) {
      rankings[i] = search(queries[i], k, options, known, cancellation);
    }
    return rankings;
  }

  /** The terms that are not in too many documents, in every field that is searched. */
  private static List<WeightedTerm> keepRare(
      Segments segments, List<WeightedTerm> query, ImpactOptions options) throws IOException {
    List<WeightedTerm> kept = new ArrayList<>(query.size() * options.fields.length);
    for (int i = 0; i < options.fields.length; i++) {
      for (WeightedTerm term : query) {
        WeightedTerm inField =
            new WeightedTerm(options.fields[i], term.term(), term.weight() * options.boosts[i]);
        if (segments.idf(inField) > options.minIdf) {
          kept.add(inField);
        }
      }
    }
    return kept;
  }

  /** The query's terms with the weights that they were given, each once however many fields it is in. */
  private static Map<String, Float> byTerm(List<WeightedTerm> query, ImpactOptions options) {
    Map<String, Float> weights = new HashMap<>();
    for (WeightedTerm term : query) {
      int field = List.of(options.fields).indexOf(term.field());
      if (options.boosts[field] > 0) {
        weights.putIfAbsent(term.term().utf8ToString(), term.weight() / options.boosts[field]);
      }
    }
    return weights;
  }
}
