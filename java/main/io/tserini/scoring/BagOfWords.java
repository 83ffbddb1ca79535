package io.tserini.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Makes queries of terms as Anserini's generators do: a document may match any of the terms, and a term that occurs n
 * times counts n times.
 *
 * <p>Where several fields are searched, the maps are hash maps because Anserini's are: the order of the clauses is the
 * order of summing, and with it the last digit of a score.
 */
public final class BagOfWords {
  private BagOfWords() {}

  /** The sum over the terms. */
  public static Query ofField(String field, List<String> terms) {
    Map<String, Integer> counts = new HashMap<>();
    for (String term : terms) {
      counts.merge(term, 1, Integer::sum);
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    counts.forEach(
        (term, count) ->
            query.add(
                new BoostQuery(new TermQuery(new Term(field, term)), count), BooleanClause.Occur.SHOULD));
    return query.build();
  }

  /** The sum over the terms, each times its weight. */
  public static Query weighted(String field, Map<String, Float> weights) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    weights.forEach(
        (term, weight) ->
            query.add(
                new BoostQuery(new TermQuery(new Term(field, term)), weight), BooleanClause.Occur.SHOULD));
    return query.build();
  }

  /**
   * The sum over the fields of boost × the field's sum.
   *
   * @param boosts the fields and their boosts, from 0 up
   */
  public static Query ofFields(Map<String, Float> boosts, List<String> terms) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (Query field : boosted(boosts, terms)) {
      query.add(field, BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  /**
   * The largest of boost × the field's sum, plus the tiebreaker × the others.
   *
   * @param tiebreaker from 0 (the largest alone) to 1 (the sum)
   */
  public static Query bestField(Map<String, Float> boosts, List<String> terms, float tiebreaker) {
    return new DisjunctionMaxQuery(boosted(boosts, terms), tiebreaker);
  }

  private static List<Query> boosted(Map<String, Float> boosts, List<String> terms) {
    List<Query> queries = new ArrayList<>();
    new HashMap<>(boosts).forEach((field, boost) -> queries.add(new BoostQuery(ofField(field, terms), boost)));
    return queries;
  }
}
