package io.tserini.ciff;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafMetaData;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.TermVectors;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefArray;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.Version;

/**
 * A {@link CiffFile} as a segment of an impact index, with the fields that the indexing of vectors gives it. Lucene adds
 * it to an index as it merges any segment, which streams the postings and keeps the order of the documents.
 */
public final class CiffLeaf extends LeafReader {
  private final CiffFile file;
  private final int nonEmpty;
  private final SortedTerms terms;
  private final SortedTerms docids;
  private final FieldInfos infos;

  /** @throws TseriniException INPUT if two documents have one docid, or two lists one term */
  public CiffLeaf(CiffFile file, String name) throws IOException, TseriniException {
    this.file = file;
    this.nonEmpty = file.used().cardinality();
    this.terms = new SortedTerms(file.terms(), lists(), true, nonEmpty);
    this.docids = new SortedTerms(file.docids(), docidLists(), false, file.documents());
    requireUnique(terms, file.terms(), name, "two lists of postings have the term");
    requireUnique(docids, file.docids(), name, "two documents have the docid");
    this.infos =
        new FieldInfos(new FieldInfo[] {
          info(Fields.ID, 0, true, IndexOptions.DOCS, DocValuesType.BINARY),
          info(Fields.CONTENTS, 1, false, IndexOptions.DOCS_AND_FREQS, DocValuesType.NONE)
        });
  }

  private static void requireUnique(
      SortedTerms sorted, BytesRefArray texts, String name, String what)
      throws IOException, TseriniException {
    int[] same = sorted.duplicate();
    if (same != null) {
      throw new TseriniException(
          "INPUT", name + ": " + what + " \"" + texts.get(new BytesRefBuilder(), same[0]).utf8ToString() + "\", number "
              + same[0] + " and number " + same[1]);
    }
  }

  private SortedTerms.Lists lists() {
    return new SortedTerms.Lists() {
      @Override
      public int documentFrequency(int term) {
        return file.documentFrequency(term);
      }

      @Override
      public long totalFrequency(int term) {
        return file.totalFrequency(term);
      }

      @Override
      public PostingsEnum postings(int term, PostingsEnum reuse) throws IOException {
        return file.postings(term, reuse);
      }
    };
  }

  private static SortedTerms.Lists docidLists() {
    return new SortedTerms.Lists() {
      @Override
      public int documentFrequency(int term) {
        return 1;
      }

      @Override
      public long totalFrequency(int term) {
        return 1;
      }

      @Override
      public PostingsEnum postings(int term, PostingsEnum reuse) {
        return new SinglePosting(term);
      }
    };
  }

  private static FieldInfo info(
      String name, int number, boolean omitNorms, IndexOptions options, DocValuesType docValues) {
    return new FieldInfo(
        name, number, false, omitNorms, false, options, docValues, DocValuesSkipIndexType.NONE, -1, Map.of(), 0, 0, 0,
        0, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false, false);
  }

  /** How many terms the file has. */
  public int termCount() {
    return file.terms().size();
  }

  @Override
  public int numDocs() {
    return file.documents();
  }

  @Override
  public int maxDoc() {
    return file.documents();
  }

  @Override
  public Terms terms(String field) {
    return switch (field) {
      case Fields.CONTENTS -> terms.size() == 0 ? null : terms;
      case Fields.ID -> docids;
      default -> null;
    };
  }

  /** The docids, one for each document. */
  @Override
  public BinaryDocValues getBinaryDocValues(String field) {
    return field.equals(Fields.ID) ? new DocidValues() : null;
  }

  /** 1 for each document with a vector, as the similarity of impacts has it. */
  @Override
  public NumericDocValues getNormValues(String field) {
    return field.equals(Fields.CONTENTS) ? new OneForEach(new BitSetIterator(file.used(), nonEmpty)) : null;
  }

  @Override
  public StoredFields storedFields() {
    BytesRefBuilder docid = new BytesRefBuilder();
    return new StoredFields() {
      @Override
      public void document(int doc, StoredFieldVisitor visitor) throws IOException {
        FieldInfo info = infos.fieldInfo(Fields.ID);
        if (visitor.needsField(info) == StoredFieldVisitor.Status.YES) {
          visitor.stringField(info, file.docids().get(docid, doc).utf8ToString());
        }
      }
    };
  }

  @Override
  public FieldInfos getFieldInfos() {
    return infos;
  }

  @Override
  public LeafMetaData getMetaData() {
    return new LeafMetaData(Version.LATEST.major, Version.LATEST, null, false);
  }

  @Override
  public TermVectors termVectors() {
    return TermVectors.EMPTY;
  }

  @Override
  public Bits getLiveDocs() {
    return null;
  }

  @Override
  public CacheHelper getCoreCacheHelper() {
    return null;
  }

  @Override
  public CacheHelper getReaderCacheHelper() {
    return null;
  }

  @Override
  public NumericDocValues getNumericDocValues(String field) {
    return null;
  }

  @Override
  public SortedDocValues getSortedDocValues(String field) {
    return null;
  }

  @Override
  public SortedNumericDocValues getSortedNumericDocValues(String field) {
    return null;
  }

  @Override
  public SortedSetDocValues getSortedSetDocValues(String field) {
    return null;
  }

  @Override
  public DocValuesSkipper getDocValuesSkipper(String field) {
    return null;
  }

  @Override
  public FloatVectorValues getFloatVectorValues(String field) {
    return null;
  }

  @Override
  public ByteVectorValues getByteVectorValues(String field) {
    return null;
  }

  @Override
  public void searchNearestVectors(String field, float[] target, KnnCollector collector, AcceptDocs accept) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void searchNearestVectors(String field, byte[] target, KnnCollector collector, AcceptDocs accept) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PointValues getPointValues(String field) {
    return null;
  }

  @Override
  public void checkIntegrity() {}

  @Override
  protected void doClose() {}

  private final class DocidValues extends BinaryDocValues {
    private final DocIdSetIterator all = DocIdSetIterator.all(file.documents());
    private final BytesRefBuilder docid = new BytesRefBuilder();

    @Override
    public BytesRef binaryValue() {
      return file.docids().get(docid, all.docID());
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
      return all.advance(target) == target;
    }

    @Override
    public int docID() {
      return all.docID();
    }

    @Override
    public int nextDoc() throws IOException {
      return all.nextDoc();
    }

    @Override
    public int advance(int target) throws IOException {
      return all.advance(target);
    }

    @Override
    public long cost() {
      return all.cost();
    }
  }

  private static final class OneForEach extends NumericDocValues {
    private final DocIdSetIterator all;

    OneForEach(DocIdSetIterator all) {
      this.all = all;
    }

    @Override
    public long longValue() {
      return 1;
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
      return all.advance(target) == target;
    }

    @Override
    public int docID() {
      return all.docID();
    }

    @Override
    public int nextDoc() throws IOException {
      return all.nextDoc();
    }

    @Override
    public int advance(int target) throws IOException {
      return all.advance(target);
    }

    @Override
    public long cost() {
      return all.cost();
    }
  }
}
