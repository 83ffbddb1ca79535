package io.tserini;

import java.io.Closeable;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.similarities.Similarity;

/** An index opened for ranking its documents. Safe to use from many threads. */
public abstract class Searcher implements Closeable {
  static {
    // A clause a term: the largest vocabularies of multilingual encoders stay below this.
    IndexSearcher.setMaxClauseCount(1 << 19);
  }

  /** The index's folder, for messages. */
  final String path;

  private final DirectoryReader reader;
  private final Documents documents;
  private volatile IndexSearcher searcher;

  Searcher(String path, Similarity similarity) throws TseriniException {
    this.path = path;
    this.reader = IndexFolder.openReader(path);
    this.documents = new Documents(reader);
    try {
      checkDocids();
      requireField(Fields.CONTENTS);
    } catch (TseriniException e) {
      closeQuietly();
      throw e;
    }
    setSimilarity(similarity);
  }

  private void checkDocids() throws TseriniException {
    FieldInfo id = FieldInfos.getMergedFieldInfos(reader).fieldInfo(Fields.ID);
    if (reader.maxDoc() > 0 && (id == null || id.getDocValuesType() != DocValuesType.BINARY)) {
      throw new TseriniException(
          "INDEX", "the index has no docids in the doc values of the field \"id\": " + path);
    }
  }

  /** Throws where the index has no terms with frequencies in this field. */
  final void requireField(String name) throws TseriniException {
    FieldInfo field = FieldInfos.getMergedFieldInfos(reader).fieldInfo(name);
    if (reader.maxDoc() > 0
        && (field == null || field.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS) < 0)) {
      throw new TseriniException(
          "INDEX", "the index has no terms with frequencies in the field \"" + name + "\": " + path);
    }
  }

  /** What the searches that start from now on score with. */
  final void setSimilarity(Similarity similarity) {
    IndexSearcher next = new IndexSearcher(reader);
    next.setSimilarity(similarity);
    // A cache of whole-query results helps filters, and a query here is its scores.
    next.setQueryCache(null);
    searcher = next;
  }

  final IndexSearcher searcher() {
    return searcher;
  }

  /** The best k documents, as {@link HitList#toBytes()}. */
  final byte[] rank(Query query, int k) throws IOException {
    IndexSearcher current = searcher;
    TopHits top = new TopHits(k);
    current.search(query, new SingleCollector(top));
    return HitList.of(top, k, current.getIndexReader().leaves()).toBytes();
  }

  /** The number of documents in the index, deleted ones left out. */
  public final int numDocs() {
    return reader.numDocs();
  }

  /**
   * What is stored of the first document that has this term in this field.
   *
   * @return {@link Documents#stored(int)}, or null where there is none
   */
  public final byte[] document(String field, String term) throws TseriniException {
    try {
      int doc = documents.find(field, term);
      return doc < 0 ? null : documents.stored(doc);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  /**
   * What is stored of the document with this number.
   *
   * @return {@link Documents#stored(int)}, or null where there is none
   */
  public final byte[] document(int doc) throws TseriniException {
    try {
      return doc < 0 || doc >= reader.maxDoc() ? null : documents.stored(doc);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
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
