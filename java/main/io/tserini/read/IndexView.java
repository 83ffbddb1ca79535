package io.tserini.read;

import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.scoring.Explainer;
import io.tserini.scoring.ImpactSimilarity;
import io.tserini.store.Docids;
import io.tserini.store.Documents;
import io.tserini.store.FolderSource;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexFolder;
import io.tserini.store.IndexSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;

/**
 * An index opened for reading its contents: statistics, terms, postings, documents, vectors. It shows the state at
 * the time of opening. Thread-safe.
 */
public final class IndexView implements Closeable {
  private static final double NO_MIN_IDF = Double.NEGATIVE_INFINITY;

  private final String path;
  private final String field;
  private final DirectoryReader reader;
  private final Documents documents;
  private final IndexDescription description;

  /** Opens an index: {@link #IndexView}. */
  public static int startOpen(IndexSource source, String field) {
    return Calls.startLong(() -> new IndexView(source, field));
  }

  /** @param field the field whose terms are read */
  public IndexView(String path, String field) throws TseriniException {
    this(new FolderSource(path), field);
  }

  /** @param field the field whose terms are read */
  public IndexView(IndexSource source, String field) throws TseriniException {
    this.path = source.path();
    this.field = field;
    this.reader = source.open();
    this.documents = new Documents(reader);
    try {
      checkField();
      this.description = read(() -> source.describe(reader, field));
    } catch (Throwable e) {
      IOUtils.closeWhileHandlingException(reader);
      throw e;
    }
  }

  private void checkField() throws TseriniException {
    FieldInfos fields = FieldInfos.getMergedFieldInfos(reader);
    if (reader.maxDoc() == 0 || isIndexed(fields.fieldInfo(field))) {
      return;
    }
    List<String> indexed = new ArrayList<>();
    for (FieldInfo info : fields) {
      if (isIndexed(info)) {
        indexed.add(info.name);
      }
    }
    throw new TseriniException(
        "INDEX", "the index has no terms in the field \"" + field + "\" (it has: "
            + String.join(", ", indexed) + "): " + path);
  }

  private static boolean isIndexed(FieldInfo info) {
    return info != null && info.getIndexOptions() != IndexOptions.NONE;
  }

  private boolean hasPositions() {
    FieldInfo info = FieldInfos.getMergedFieldInfos(reader).fieldInfo(field);
    return info != null && info.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS) >= 0;
  }

  private interface Reading<T> {
    T read() throws IOException, TseriniException;
  }

  /** Starts a call that reads. */
  private int start(Reading<?> reading) {
    return Calls.start(() -> read(reading));
  }

  private <T> T read(Reading<T> reading) throws TseriniException {
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  /**
   * The statistics of Pyserini's {@code LuceneIndexReader.stats()}.
   *
   * @return {@code total terms, documents, non-empty documents, unique terms}; the total is the sum of all frequencies,
   *     which in an impact index are the impacts
   */
  public int startStats() {
    return Calls.startLong(() -> read(() -> {
      Terms terms = MultiTerms.getTerms(reader, field);
      return terms == null
          ? new long[] {0, reader.numDocs(), 0, 0}
          : new long[] {terms.getSumTotalTermFreq(), reader.numDocs(), terms.getDocCount(), count(terms)};
    }));
  }

  private static long count(Terms terms) throws IOException {
    if (terms.size() >= 0) {
      return terms.size();
    }
    long count = 0;
    for (TermsEnum all = terms.iterator(); all.next() != null; ) {
      count++;
    }
    return count;
  }

  /** {@link IndexDescription#toBytes}. */
  public int startDescribe() {
    return start(() -> description.toBytes(""));
  }

  /** All terms, in batches. */
  public int startTerms() {
    return start(() -> new TermCursor(MultiTerms.getTerms(reader, field), path));
  }

  /** {@code df, cf} of a term; both 0 if the index does not have it. */
  public int startTermCounts(String text) {
    Term term = new Term(field, text);
    return start(() -> new long[] {reader.docFreq(term), reader.totalTermFreq(term)});
  }

  /** The postings of a term, in batches; null if the index does not have it. */
  public int startPostings(String term) {
    return start(() -> PostingsCursor.open(reader, field, term, hasPositions(), path));
  }

  /** The number of the first document with this term in this field, or -1. */
  public int startFind(String inField, String term) {
    return start(() -> documents.find(inField, term));
  }

  /** The docid of a document; null if no document has this number. */
  public String docid(int doc) throws TseriniException {
    return read(() -> {
      BytesRef docid = doc < 0 || doc >= reader.maxDoc() ? null : new Docids(reader).of(doc);
      return docid == null ? null : docid.utf8ToString();
    });
  }

  /** Starts {@link #docid}. */
  public int startDocid(int doc) {
    return Calls.start(() -> docid(doc));
  }

  /** {@link Documents#stored(int)}. */
  public int startStored(int doc) {
    return start(() -> documents.stored(doc));
  }

  /** {@link DocumentVector#frequencies()}. */
  public int startVector(int doc) {
    return start(() -> new DocumentVector(reader, field, doc).frequencies());
  }

  /** {@link DocumentVector#positions()}. */
  public int startPositions(int doc) {
    return start(() -> {
      if (!hasPositions()) {
        throw new TseriniException("INDEX", "the index has no positions; build it with --storePositions: " + path);
      }
      return new DocumentVector(reader, field, doc).positions();
    });
  }

  /** {@link Explainer#explain} by impact. */
  public int startExplainImpact(int doc, String query, double minIdf) {
    return start(() -> explainer(new ImpactSimilarity()).explain(doc, query, minIdf));
  }

  /** {@link Explainer#explain} by BM25, for analyzed terms. */
  public int startExplainBm25(int doc, String query, float k1, float b, boolean accurate) {
    return start(() -> bm25(k1, b, accurate).explain(doc, query, NO_MIN_IDF));
  }

  /** {@link Explainer#score} by impact. */
  public int startScoreImpact(int doc, String query, double minIdf) {
    return start(() -> explainer(new ImpactSimilarity()).score(doc, query, minIdf));
  }

  /** {@link Explainer#score} by BM25, for analyzed terms. */
  public int startScoreBm25(int doc, String query, float k1, float b, boolean accurate) {
    return start(() -> bm25(k1, b, accurate).score(doc, query, NO_MIN_IDF));
  }

  private Explainer explainer(Similarity similarity) {
    return new Explainer(reader, field, similarity);
  }

  private Explainer bm25(float k1, float b, boolean accurate) throws TseriniException {
    description.requireCounts(path);
    return explainer(accurate ? new AccurateBm25Similarity(k1, b) : new BM25Similarity(k1, b));
  }

  /** Writes this index's vectors to a file. */
  public VectorDump dump() {
    return new VectorDump(reader, field, path);
  }

  /**
   * Writes this index to a file in the Common Index File Format.
   *
   * @param about a line for the file's header
   * @param maxWeight the largest weight that the file's reader takes
   * @throws TseriniException INDEX if the frequencies are not impacts
   */
  public int startCiff(String about, int maxWeight) {
    return start(() -> {
      description.requireWeights(path);
      return new CiffExport(reader, field, about, maxWeight, path);
    });
  }

  /** {@link #close}. */
  public int startClose() {
    return Calls.startLong(this::close);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
