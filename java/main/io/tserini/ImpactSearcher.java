package io.tserini;

import java.io.Closeable;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
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
public final class ImpactSearcher implements Closeable {
  static {
    // A clause a term: the largest vocabularies of multilingual encoders stay below this.
    IndexSearcher.setMaxClauseCount(1 << 19);
  }

  private final String path;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  public ImpactSearcher(String path) throws TseriniException {
    this.path = path;
    this.reader = IndexFolder.openReader(path);
    try {
      checkFields();
    } catch (TseriniException e) {
      closeQuietly();
      throw e;
    }
    this.searcher = new IndexSearcher(reader);
    searcher.setSimilarity(new ImpactSimilarity());
    // A cache of whole-query results helps filters, and a query here is its scores.
    searcher.setQueryCache(null);
  }

  private void checkFields() throws TseriniException {
    if (reader.maxDoc() == 0) {
      return;
    }
    FieldInfos fields = FieldInfos.getMergedFieldInfos(reader);
    FieldInfo contents = fields.fieldInfo(Fields.CONTENTS);
    if (contents == null
        || contents.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS) < 0) {
      throw new TseriniException(
          "INDEX", "the index has no impacts in the field \"contents\": " + path);
    }
    FieldInfo id = fields.fieldInfo(Fields.ID);
    if (id == null || id.getDocValuesType() != org.apache.lucene.index.DocValuesType.BINARY) {
      throw new TseriniException(
          "INDEX", "the index has no docids in the doc values of the field \"id\": " + path);
    }
  }

  /** The number of documents in the index, deleted ones left out. */
  public int numDocs() {
    return reader.numDocs();
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
      TopHits top = new TopHits(k);
      Query query = query(terms.split("\n"), weights, minIdf);
      searcher.search(query, new SingleCollector(top));
      return HitList.of(top, k, reader.leaves()).toBytes();
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private Query query(String[] terms, float[] weights, double minIdf) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    double documents = reader.numDocs();
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

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private void closeQuietly() {
    try {
      reader.close();
    } catch (IOException e) {
      // The error that led here says more.
    }
  }
}
