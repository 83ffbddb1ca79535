package io.tserini.search;

import io.tserini.bridge.Calls;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.feedback.Feedback;
import io.tserini.feedback.Rm3;
import io.tserini.feedback.Rocchio;
import io.tserini.ranking.HitList;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.BagOfWords;
import io.tserini.read.DocumentVector;
import io.tserini.scoring.SingleCollector;
import io.tserini.store.Documents;
import io.tserini.store.Fields;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexDescription.Requirement;
import io.tserini.store.IndexSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.similarities.Similarity;

/**
 * Ranks the documents of an index and reads what it stores of them. Safe for use by many threads: each call works on
 * the snapshot that it acquires from an {@link IndexReference}.
 */
public abstract class Searcher implements Closeable {
  static {
    // One clause per term: the largest vocabularies of multilingual encoders stay below this.
    IndexSearcher.setMaxClauseCount(1 << 19);
  }

  /** The index's folder, for messages. */
  final String path;

  private final IndexReference index;
  /** The snapshot that every call works on; null where each works on the newest. */
  private final IndexSnapshot pinned;
  /** What an index must be for this kind of search. */
  private final Requirement requirement;
  /** What searches that start from now on score with. */
  volatile Similarity similarity;
  /** How they expand queries; null if they do not. */
  volatile Feedback feedback;

  Searcher(IndexSource source, Requirement requirement, Similarity similarity) throws TseriniException {
    this.path = source.path();
    this.requirement = requirement;
    this.similarity = similarity;
    this.index = new IndexReference(source, requirement);
    this.pinned = null;
  }

  /** A searcher of the snapshot that is the newest now. */
  Searcher(Searcher other) throws TseriniException {
    this.path = other.path;
    this.requirement = other.requirement;
    this.similarity = other.similarity;
    this.feedback = other.feedback;
    this.index = other.index;
    this.pinned = index.pin();
  }

  /** Works on a snapshot, which stays open and unchanged until the work ends. */
  final <T> T reading(IndexReference.Reading<T> work) throws TseriniException {
    return index.reading(pinned, work);
  }

  /** Work on a document of a snapshot. */
  interface DocumentReading {
    byte[] read(IndexSnapshot index, int doc) throws IOException, TseriniException;
  }

  /** Works on the first document that has this term in this field; null if there is none. */
  final byte[] reading(String field, String term, DocumentReading work) throws TseriniException {
    return reading(opened -> {
      int doc = new Documents(opened.reader()).find(field, term);
      return doc < 0 ? null : work.read(opened, doc);
    });
  }

  /** Starts {@link #refresh}. */
  public final int startRefresh() {
    return Calls.startBackground(this::refresh);
  }

  /**
   * Moves to the last commit. Calls under way end on the snapshot on which they began.
   *
   * @return the number of documents in it; -1 if there is no newer commit
   */
  public final int refresh() throws TseriniException {
    if (pinned != null) {
      return -1;
    }
    int before = reading(IndexSnapshot::generation);
    index.refresh();
    return reading(opened -> opened.generation() == before ? -1 : opened.reader().numDocs());
  }

  /** Expands queries by RM3 in the searches that start from now on, as {@link Rm3} says. */
  public final void setRm3(int terms, int documents, double queryWeight, boolean filterTerms) {
    feedback = new Rm3(terms, documents, (float) queryWeight, filterTerms);
  }

  /** Expands queries by Rocchio's feedback in the searches that start from now on: {@link Rocchio}. */
  public final void setRocchio(
      int topTerms,
      int topDocuments,
      int bottomTerms, int bottomDocuments, double alpha, double beta, double gamma, boolean useNegative) {
    feedback =
        new Rocchio(
            topTerms, topDocuments, bottomTerms, bottomDocuments, (float) alpha, (float) beta, (float) gamma,
            useNegative);
  }

  /** Leaves queries as they are in the searches that start from now on. */
  public final void unsetFeedback() {
    feedback = null;
  }

  /** Makes a query, which may depend on the index. */
  interface QueryOf {
    Query on(IndexReader reader) throws IOException;
  }

  /**
   * The best k documents, by the query, which is expanded if feedback is set.
   *
   * @param fields the fields that the query searches
   * @param terms the query's terms, one that occurs n times n times
   * @param filter which documents are found, in feedback too; null for all
   * @return {@link HitList#toBytes}
   */
  final byte[] rank(
      QueryOf queryOf, List<String> fields, List<String> terms, int k, Filter filter, Cancellation cancellation)
      throws TseriniException {
    Feedback expansion = feedback;
    return reading(opened -> {
      for (String field : fields) {
        opened.requireField(field);
      }
      Query query = queryOf.on(opened.reader());
      if (expansion == null) {
        return hits(opened, query, filter, k, cancellation).toBytes(true);
      }
      HitList first = hits(opened, query, filter, expansion.hitsNeeded(k), cancellation);
      Map<String, Float> counts = new HashMap<>();
      terms.forEach(term -> counts.merge(term, 1f, Float::sum));
      Query expanded = BagOfWords.weighted(Fields.CONTENTS, expansion.expand(counts, first, opened.reader()));
      return hits(opened, expanded, filter, k, cancellation).toBytes(true);
    });
  }

  private HitList hits(IndexSnapshot opened, Query query, Filter filter, int k, Cancellation cancellation)
      throws IOException, TseriniException {
    cancellation.check();
    IndexSearcher searcher = FilterCache.searcher(opened.reader());
    searcher.setSimilarity(similarity);
    if (cancellation != Cancellation.NONE) {
      searcher.setTimeout(cancellation);
    }
    TopHits top = new TopHits(k);
    searcher.search(filter == null ? query : filtered(query, filter.query(opened.reader())), new SingleCollector<>(top));
    cancellation.check();
    return opened.rank(top, k);
  }

  /** The same scores, for the documents that pass. */
  private static Query filtered(Query query, Query filter) {
    return new BooleanQuery.Builder()
        .add(query, BooleanClause.Occur.MUST)
        .add(filter, BooleanClause.Occur.FILTER)
        .build();
  }

  /** Starts {@link #numDocs}. */
  public final int startNumDocs() {
    return Calls.start(this::numDocs);
  }

  /** The number of documents in the index, without deleted ones. */
  public final int numDocs() throws TseriniException {
    return reading(opened -> opened.reader().numDocs());
  }

  /** Starts {@link #document(String, String)}. */
  public final int startDocument(String field, String term) {
    return Calls.start(() -> document(field, term));
  }

  /** Starts {@link #document(int)}. */
  public final int startDocument(int doc) {
    return Calls.start(() -> document(doc));
  }

  /**
   * What is stored of the first document that has this term in this field.
   *
   * @return {@link Documents#stored(int)}, or null if there is none
   */
  public final byte[] document(String field, String term) throws TseriniException {
    return reading(field, term, (opened, doc) -> new Documents(opened.reader()).stored(doc));
  }

  /**
   * What is stored of the document with this number.
   *
   * @return {@link Documents#stored(int)}, or null if there is none
   */
  public final byte[] document(int doc) throws TseriniException {
    return reading(
        opened ->
            doc < 0 || doc >= opened.reader().maxDoc()
                ? null
                : new Documents(opened.reader()).stored(doc));
  }

  /** Starts {@link #vector}. */
  public final int startVector(String docid) {
    return Calls.start(() -> vector(docid));
  }

  /**
   * The terms of a document with their frequencies, in the field {@code contents}.
   *
   * @return {@link DocumentVector#frequencies()}, or null if there is no such document
   */
  public final byte[] vector(String docid) throws TseriniException {
    return reading(
        Fields.ID, docid, (opened, doc) -> new DocumentVector(opened.reader(), Fields.CONTENTS, doc).frequencies());
  }

  /** {@link IndexDescription#toBytes}, with the warning of searching the index in this way. */
  public final int startDescribe() {
    return Calls.start(
        () -> reading(opened -> opened.description().toBytes(requirement.check(opened.description(), path))));
  }

  /**
   * What is stored of many documents.
   *
   * @return {@link Documents#stored(int)} of each; empty if there is none
   */
  public final int startDocuments(String[] docids) {
    return Calls.start(() -> reading(opened -> {
      Documents documents = new Documents(opened.reader());
      byte[][] stored = new byte[docids.length][];
      for (int i = 0; i < docids.length; i++) {
        int doc = documents.find(Fields.ID, docids[i]);
        stored[i] = doc < 0 ? new byte[0] : documents.stored(doc);
      }
      return stored;
    }));
  }

  /** Starts {@link #close}. */
  public final int startClose() {
    return Calls.startLong(this::close);
  }

  @Override
  public void close() throws IOException {
    if (pinned == null) {
      index.close();
    } else {
      index.release(pinned);
    }
  }
}
