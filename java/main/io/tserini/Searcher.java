package io.tserini;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * An index opened for ranking its documents. Safe to use from many threads: searches run side by side,
 * and what changes the index under them (a refresh, the end) waits for them.
 */
public abstract class Searcher implements Closeable {
  static {
    // A clause a term: the largest vocabularies of multilingual encoders stay below this.
    IndexSearcher.setMaxClauseCount(1 << 19);
  }

  /** The index's folder, for messages. */
  final String path;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile OpenIndex index;
  private volatile Similarity similarity;
  private volatile Feedback feedback;

  Searcher(String path, Similarity similarity) throws TseriniException {
    this.path = path;
    this.similarity = similarity;
    this.index = new OpenIndex(IndexFolder.openReader(path));
    try {
      checkDocids(index.reader());
      requireField(Fields.CONTENTS);
    } catch (TseriniException e) {
      closeQuietly(index);
      throw e;
    }
  }

  private void checkDocids(DirectoryReader opened) throws TseriniException {
    FieldInfo id = FieldInfos.getMergedFieldInfos(opened).fieldInfo(Fields.ID);
    if (opened.maxDoc() > 0 && (id == null || id.getDocValuesType() != DocValuesType.BINARY)) {
      throw new TseriniException(
          "INDEX", "the index has no docids in the doc values of the field \"id\": " + path);
    }
  }

  /** Throws where the index has no terms with frequencies in this field. */
  final void requireField(String name) throws TseriniException {
    DirectoryReader reader = index.reader();
    FieldInfo field = FieldInfos.getMergedFieldInfos(reader).fieldInfo(name);
    if (reader.maxDoc() > 0
        && (field == null || field.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS) < 0)) {
      throw new TseriniException(
          "INDEX", "the index has no terms with frequencies in the field \"" + name + "\": " + path);
    }
  }

  /** Work that needs the index open. */
  interface Reading<T> {
    T read(OpenIndex index) throws IOException, TseriniException;
  }

  /** Does work during which the index stays open and as it is. */
  final <T> T reading(Reading<T> work) throws TseriniException {
    Lock reading = lock.readLock();
    reading.lock();
    try {
      return work.read(index);
    } catch (AlreadyClosedException e) {
      throw new TseriniException("CLOSED", "this searcher was closed: " + path, e);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Goes over to the last commit, once the searches under way have ended.
   *
   * @return whether there was a newer one
   */
  public final boolean refresh() throws TseriniException {
    DirectoryReader newer = reading(opened -> DirectoryReader.openIfChanged(opened.reader()));
    if (newer == null) {
      return false;
    }
    lock.writeLock().lock();
    try {
      checkDocids(newer);
      closeQuietly(index);
      index = new OpenIndex(newer);
    } catch (TseriniException e) {
      closeQuietly(newer);
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
    return true;
  }

  /** What the searches that start from now on score with. */
  final void setSimilarity(Similarity similarity) {
    this.similarity = similarity;
  }

  /** Expands queries by RM3 in the searches that start from now on, as {@link Rm3} says. */
  public final void setRm3(int terms, int documents, double queryWeight, boolean filterTerms) {
    feedback = new Rm3(terms, documents, (float) queryWeight, filterTerms);
  }

  /** Expands queries by Rocchio's feedback in the searches that start from now on: {@link Rocchio}. */
  public final void setRocchio(
      int topTerms,
      int topDocuments,
      int bottomTerms,
      int bottomDocuments,
      double alpha,
      double beta,
      double gamma,
      boolean useNegative) {
    feedback =
        new Rocchio(
            topTerms,
            topDocuments,
            bottomTerms,
            bottomDocuments,
            (float) alpha,
            (float) beta,
            (float) gamma,
            useNegative);
  }

  /** Leaves queries as they are in the searches that start from now on. */
  public final void unsetFeedback() {
    feedback = null;
  }

  /** How queries are expanded, or null where they are not. */
  final Feedback feedback() {
    return feedback;
  }

  /**
   * The best k documents, by the query expanded where feedback is set.
   *
   * @param terms the query's terms, one that occurs n times n times
   * @return {@link HitList#toBytes}
   */
  final byte[] rank(Query query, List<String> terms, int k, Cancellation cancellation)
      throws TseriniException {
    Feedback expansion = feedback;
    return reading(
        opened -> {
          if (expansion == null) {
            return hits(opened, query, k, cancellation).toBytes(true);
          }
          HitList first = hits(opened, query, expansion.hitsNeeded(k), cancellation);
          Map<String, Float> counts = new HashMap<>();
          terms.forEach(term -> counts.merge(term, 1f, Float::sum));
          Query expanded =
              BagOfWords.weighted(Fields.CONTENTS, expansion.expand(counts, first, opened.reader()));
          return hits(opened, expanded, k, cancellation).toBytes(true);
        });
  }

  private HitList hits(OpenIndex opened, Query query, int k, Cancellation cancellation)
      throws IOException, TseriniException {
    cancellation.check();
    IndexSearcher searcher = new IndexSearcher(opened.reader());
    searcher.setSimilarity(similarity);
    // A cache of whole-query results helps filters, and a query here is its scores.
    searcher.setQueryCache(null);
    if (cancellation != Cancellation.NONE) {
      searcher.setTimeout(cancellation);
    }
    TopHits top = new TopHits(k);
    searcher.search(query, new SingleCollector(top));
    cancellation.check();
    return opened.rank(top, k);
  }

  /** The number of documents in the index, deleted ones left out. */
  public final int numDocs() throws TseriniException {
    return reading(opened -> opened.reader().numDocs());
  }

  /**
   * What is stored of the first document that has this term in this field.
   *
   * @return {@link Documents#stored(int)}, or null where there is none
   */
  public final byte[] document(String field, String term) throws TseriniException {
    return reading(
        opened -> {
          Documents documents = new Documents(opened.reader());
          int doc = documents.find(field, term);
          return doc < 0 ? null : documents.stored(doc);
        });
  }

  /**
   * What is stored of the document with this number.
   *
   * @return {@link Documents#stored(int)}, or null where there is none
   */
  public final byte[] document(int doc) throws TseriniException {
    return reading(
        opened ->
            doc < 0 || doc >= opened.reader().maxDoc()
                ? null
                : new Documents(opened.reader()).stored(doc));
  }

  /**
   * What is stored of many documents.
   *
   * @return {@link Documents#stored(int)} of each; empty where there is none
   */
  public final byte[][] documents(String[] docids) throws TseriniException {
    return reading(
        opened -> {
          Documents documents = new Documents(opened.reader());
          byte[][] stored = new byte[docids.length][];
          for (int i = 0; i < docids.length; i++) {
            int doc = documents.find(Fields.ID, docids[i]);
            stored[i] = doc < 0 ? new byte[0] : documents.stored(doc);
          }
          return stored;
        });
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      index.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void closeQuietly(Closeable opened) {
    try {
      opened.close();
    } catch (IOException e) {
      // Nothing was written, and what led here says more.
    }
  }
}
