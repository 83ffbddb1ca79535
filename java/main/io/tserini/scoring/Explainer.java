package io.tserini.scoring;

import io.tserini.bridge.ByteWriter;
import io.tserini.store.LiveDocuments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.Similarity;

/**
 * Explains where a document's score for a query of weighted terms comes from. Every number is Lucene's own: the score
 * of the whole query at the document, that of each clause, and that of each clause with a query weight of 1.
 *
 * <p>Lucene adds the clauses' float32 scores as doubles and rounds the sum to float32 once, so the sum does not depend
 * on their order unless they differ by more than a factor of 2<sup>29</sup>.
 */
public final class Explainer {
  /** Whether a term of the query adds to the score, else why not: the numbers that cross the bridge. */
  private static final int MATCHES = 0;
  private static final int NOT_IN_DOCUMENT = 1;
  private static final int NOT_IN_INDEX = 2;
  private static final int TOO_COMMON = 3;

  static {
    // One clause per term, as many as a Searcher allows.
    IndexSearcher.setMaxClauseCount(1 << 19);
  }

  private final IndexReader reader;
  private final IndexSearcher searcher;
  private final String field;

  public Explainer(IndexReader reader, String field, Similarity similarity) {
    this.reader = reader;
    this.field = field;
    this.searcher = new IndexSearcher(reader);
    searcher.setSimilarity(similarity);
    searcher.setQueryCache(null);
  }

  private record Clause(Term term, float weight, TermStates states, boolean common) {
    Query query(float boost) {
      return new BoostQuery(new TermQuery(term, states), boost);
    }

    boolean counts() {
      return states.docFreq() > 0 && !common;
    }
  }

  private List<Clause> clauses(String query, double minIdf) throws IOException {
    List<Clause> clauses = new ArrayList<>();
    for (WeightedTerm weighted : WeightedTerm.parse(query, field)) {
      Term term = new Term(field, weighted.term());
      TermStates states = TermStates.build(searcher, term, true);
      clauses.add(new Clause(term, weighted.weight(), states, isCommon(term, states.docFreq(), minIdf)));
    }
    return clauses;
  }

  /** As an impact search drops terms: deleted documents, which Lucene's df includes, do not count. */
  private boolean isCommon(Term term, int docFreq, double minIdf) throws IOException {
    boolean common = Math.log((double) reader.numDocs() / docFreq) <= minIdf;
    return common && reader.hasDeletions()
        ? Math.log((double) reader.numDocs() / LiveDocuments.docFreq(reader, term)) <= minIdf
        : common;
  }

  private static Query query(List<Clause> clauses) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (Clause clause : clauses) {
      if (clause.counts()) {
        query.add(clause.query(clause.weight), BooleanClause.Occur.SHOULD);
      }
    }
    return query.build();
  }

  /**
   * The score of a document as a search gives it, ties not adjusted; NaN if it is no hit.
   *
   * @param query as {@link WeightedTerm#parse} reads it
   */
  public float score(int doc, String query, double minIdf) throws IOException {
    return score(query(clauses(query, minIdf)), doc);
  }

  private float score(Query query, int doc) throws IOException {
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
    Scorer scorer = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1).scorer(leaf);
    int target = doc - leaf.docBase;
    if (scorer == null || scorer.iterator().advance(target) != target) {
      return Float.NaN;
    }
    return scorer.score();
  }

  /**
   * {@code int32 doc, float32 score, int32 rank}, then for each term of the query, in its order, {@code int32 df, int32
   * state, float32 documentWeight, float32 product}. The rank counts from 1; it is 0, and the score NaN, where the
   * document is no hit of the query.
   *
   * @param query as {@link WeightedTerm#parse} reads it
   */
  public byte[] explain(int doc, String query, double minIdf) throws IOException {
    List<Clause> clauses = clauses(query, minIdf);
    Query whole = query(clauses);
    float score = score(whole, doc);
    int rank = Float.isNaN(score) ? 0 : new RankCollector(reader, doc, score).in(searcher, whole);
    ByteWriter answer = new ByteWriter().int32(doc).float32(score).int32(rank);
    for (Clause clause : clauses) {
      float unit = clause.states.docFreq() > 0 ? score(clause.query(1), doc) : Float.NaN;
      boolean matches = clause.counts() && !Float.isNaN(unit);
      answer.int32(clause.states.docFreq()).int32(state(clause, matches));
      answer.float32(Float.isNaN(unit) ? 0 : unit);
      answer.float32(matches ? score(clause.query(clause.weight), doc) : 0);
    }
    return answer.toBytes();
  }

  private static int state(Clause clause, boolean matches) {
    if (clause.states.docFreq() == 0) {
      return NOT_IN_INDEX;
    }
    if (clause.common) {
      return TOO_COMMON;
    }
    return matches ? MATCHES : NOT_IN_DOCUMENT;
  }
}
