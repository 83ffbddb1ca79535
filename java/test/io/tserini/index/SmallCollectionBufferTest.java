package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy.MergeAbortedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class SmallCollectionBufferTest {
  private static SmallCollectionBuffer buffer() {
    IndexingOptions options = new IndexingOptions();
    options.threads = 2;
    return new SmallCollectionBuffer(options);
  }

  private static Document document(int terms) {
    Document document = new Document();
    String[] tokens = IntStream.range(0, terms).mapToObj(i -> "t" + i).toArray(String[]::new);
    int[] weights = new int[terms];
    Arrays.fill(weights, 1);
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    document.add(new VectorField(new WeightedTokens(tokens, weights), type));
    document.add(new StoredField("terms", terms));
    return document;
  }

  /** How many terms the written documents have, in their order. */
  private static List<Integer> written(SmallCollectionBuffer buffer, StopReason stop) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      buffer.writeTo(writer, stop);
      List<Integer> terms = new ArrayList<>();
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        for (int i = 0; i < reader.maxDoc(); i++) {
          terms.add(reader.storedFields().document(i).getField("terms").numericValue().intValue());
        }
      }
      return terms;
    }
  }

  @Test
  void writesDocumentsWithTheMostTermsFirstAndOnce() throws IOException {
    List<Integer> terms = new Random(3).ints(200, 0, 50).boxed().toList();
    SmallCollectionBuffer buffer = buffer();
    terms.forEach(count -> assertTrue(buffer.add(document(count))));
    assertEquals(terms.stream().sorted((a, b) -> b - a).toList(), written(buffer, new StopReason()));
    assertEquals(List.of(), written(buffer, new StopReason()));
  }

  @Test
  void buffersNothingMoreOnceTheCollectionIsTooLarge() throws IOException {
    SmallCollectionBuffer buffer = buffer();
    assertTrue(buffer.add(document(7)));
    assertFalse(buffer.add(document(1 << 21)));
    assertFalse(buffer.add(document(1)));
    assertEquals(List.of(7), written(buffer, new StopReason()));
  }

  @Test
  void stopsWritingWhenIndexingIsCancelled() {
    SmallCollectionBuffer buffer = buffer();
    StopReason stop = new StopReason();
    assertTrue(buffer.add(document(1)));
    stop.cancel();
    assertThrows(MergeAbortedException.class, () -> written(buffer, stop));
  }

  @Test
  void buffersNoTextsAndNothingThatOneThreadWrites() {
    IndexingOptions one = new IndexingOptions();
    IndexingOptions raw = new IndexingOptions();
    raw.storeRaw = true;
    IndexingOptions contents = new IndexingOptions();
    contents.storeContents = true;
    IndexingOptions texts = new IndexingOptions();
    texts.collection = "JsonCollection";
    for (IndexingOptions options : List.of(raw, contents, texts)) {
      options.threads = 2;
      assertFalse(new SmallCollectionBuffer(options).add(document(0)));
    }
    assertFalse(new SmallCollectionBuffer(one).add(document(0)));
  }
}
