package io.tserini.search;

import io.tserini.scoring.ImpactSimilarity;
import io.tserini.store.Fields;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/** A random impact index in memory, for tests: segments of several windows, some documents deleted. */
final class ImpactIndex implements Closeable {
  static final int TERMS = 60;
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  final DirectoryReader reader;

  /** @param most the largest weight: a small one makes ties */
  ImpactIndex(int[] segmentSizes, int most, Random random) throws IOException {
    this(segmentSizes, most, false, random);
  }

  /** @param clustered whether neighbors share terms that few others have */
  ImpactIndex(int[] segmentSizes, int most, boolean clustered, Random random) throws IOException {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setSimilarity(new ImpactSimilarity())
            .setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      int id = 0;
      for (int size : segmentSizes) {
        for (int i = 0; i < size; i++) {
          Document document = new Document();
          String docid = "d" + id++;
          document.add(new StringField(Fields.ID, docid, Field.Store.YES));
          document.add(new BinaryDocValuesField(Fields.ID, new BytesRef(docid)));
          document.add(new Field(Fields.CONTENTS, new Weights(vector(most, clustered ? id / 150 : -1, random)), type));
          writer.addDocument(document);
        }
        writer.flush();
      }
      for (int doc = 0; doc < id; doc += 97) {
        writer.deleteDocuments(new Term(Fields.ID, "d" + doc));
      }
    }
    reader = DirectoryReader.open(directory);
  }

  IndexSnapshot snapshot() {
    return snapshot(reader);
  }

  static IndexSnapshot snapshot(DirectoryReader reader) {
    return new IndexSnapshot(
        "memory", reader, null, reader.leaves().stream()
            .map(leaf -> new SegmentCache(leaf.reader().maxDoc()))
            .toArray(SegmentCache[]::new));
  }

  /**
   * The n-th term is in about one of n documents, or in those of some clusters. Of every second term, few weights do not
   * fit a byte.
   */
  private static Map<String, Integer> vector(int most, int cluster, Random random) {
    Map<String, Integer> vector = new TreeMap<>();
    for (int term = 1; term <= TERMS; term++) {
      if (cluster < 0 ? random.nextInt(term) == 0 : cluster % 20 == term % 20 && random.nextInt(3) > 0) {
        boolean isSmall = term % 2 == 0 && random.nextInt(50) > 0;
        vector.put("t" + term, 1 + random.nextInt(isSmall ? Math.min(most, Byte.MAX_VALUE) : most));
      }
    }
    return vector;
  }

  private static final class Weights extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
    private final java.util.Iterator<Map.Entry<String, Integer>> entries;

    Weights(Map<String, Integer> vector) {
      entries = vector.entrySet().iterator();
    }

    @Override
    public boolean incrementToken() {
      if (!entries.hasNext()) {
        return false;
      }
      clearAttributes();
      Map.Entry<String, Integer> entry = entries.next();
      term.append(entry.getKey());
      frequency.setTermFrequency(entry.getValue());
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
