package io.tserini;

import java.io.IOException;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Searches an impact index with weighted terms. Score of a document: the sum over the terms that it
 * shares with the query of query weight × document weight, in float32. Safe to use from many threads.
 */
public final class ImpactSearcher extends Searcher {
  public ImpactSearcher(String path) throws TseriniException {
    super(path, new ImpactSimilarity());
  }

  /**
   * Searches. Terms that the index lacks are dropped, and so are those with {@code ln(N / df) <=
   * minIdf}. A term of weight 0 stays: it matches, and adds 0.
   *
   * @param terms the query's terms, joined by newlines
   * @param weights their weights, from 0 up
   * @param k how many hits at most
   * @return {@link HitList#toBytes()}
   */
  public byte[] search(String terms, float[] weights, int k, double minIdf) throws TseriniException {
    try {
      return rank(query(terms.split("\n"), weights, minIdf), k);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private Query query(String[] terms, float[] weights, double minIdf) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    IndexSearcher searcher = searcher();
    double documents = searcher.getIndexReader().numDocs();
    for (int i = 0; i < weights.length; i++) {
      Term term = new Term(Fields.CONTENTS, terms[i]);
      TermStates states = TermStates.build(searcher, term, true);
      int df = states.docFreq();
      if (df > 0 && Math.log(documents / df) > minIdf) {
        query.add(
            new BoostQuery(new TermQuery(term, states), weights[i]), BooleanClause.Occur.SHOULD);
      }
    }
    return query.build();
  }
}
