package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SmallCollectionBufferTest {
  private final StopReason stop = new StopReason();
  private ByteBuffersDirectory directory;
  private IndexWriter writer;

  @BeforeEach
  void open() throws IOException {
    directory = new ByteBuffersDirectory();
    writer = new IndexWriter(directory, new IndexWriterConfig());
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
    directory.close();
  }

  private static SmallCollectionBuffer buffer() {
    IndexingOptions options = new IndexingOptions();
    options.threads = 2;
    return new SmallCollectionBuffer(options);
  }

  private static Document document(int number, int terms) {
    Document document = new Document();
    String[] tokens = IntStream.range(0, terms).mapToObj(i -> "t" + i).toArray(String[]::new);
    int[] weights = new int[terms];
    Arrays.fill(weights, 1);
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    document.add(new VectorField(new WeightedTokens(tokens, weights), type));
    document.add(new StoredField("number", number));
    return document;
  }

  /** The numbers of the written documents, in their order, by segment. */
  private List<List<Integer>> written() throws IOException {
    List<List<Integer>> segments = new ArrayList<>();
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      for (var leaf : reader.leaves()) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < leaf.reader().maxDoc(); i++) {
          numbers.add(leaf.reader().storedFields().document(i).getField("number").numericValue().intValue());
        }
        segments.add(numbers);
      }
    }
    return segments;
  }

  /** Those of a batch of two, which {@link SmallCollectionBuffer#takes}. */
  private static List<Document> batch(SmallCollectionBuffer buffer, int number) {
    List<Document> documents = List.of(document(2 * number, 3), document(2 * number + 1, 0));
    documents.forEach(document -> assertTrue(buffer.takes(document)));
    return documents;
  }

  private static List<List<Integer>> oneSegmentOf(int documents) {
    return List.of(IntStream.range(0, documents).boxed().toList());
  }

  @Test
  void writesBatchesInTheOrderOfTheCollectionAndOnce() throws IOException {
    SmallCollectionBuffer buffer = buffer();
    for (int number : new int[] {2, 1}) {
      buffer.add(number, batch(buffer, number), writer, stop);
      assertEquals(List.of(), written());
    }
    buffer.add(0, batch(buffer, 0), writer, stop);
    assertEquals(oneSegmentOf(6), written());
    buffer.writeRest(writer, stop);
    assertEquals(oneSegmentOf(6), written());
  }

  @Test
  void keepsTheOrderWhicheverThreadParsesWhat() throws Exception {
    int batches = 300;
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, batches).boxed().toList());
    Collections.shuffle(numbers, new Random(3));
    SmallCollectionBuffer buffer = buffer();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> adding = new ArrayList<>();
      for (int number : numbers) {
        adding.add(threads.submit(() -> {
          buffer.add(number, batch(buffer, number), writer, stop);
          return null;
        }));
      }
      for (Future<?> each : adding) {
        each.get();
      }
    }
    buffer.writeRest(writer, stop);
    assertEquals(oneSegmentOf(2 * batches), written());
  }

  @Test
  void takesNothingMoreOnceTheCollectionIsTooLargeAndWritesWhatItHas() throws IOException {
    SmallCollectionBuffer buffer = buffer();
    buffer.add(1, batch(buffer, 1), writer, stop);
    assertFalse(buffer.takes(document(9, 1 << 21)));
    assertFalse(buffer.takes(document(9, 1)));
    assertFalse(buffer.takes(document(9, 0)));
    buffer.add(3, List.of(), writer, stop);
    assertEquals(List.of(List.of(2, 3)), written());
  }

  @Test
  void losesNothingWhereABatchIsMissing() throws IOException {
    SmallCollectionBuffer buffer = buffer();
    buffer.add(1, batch(buffer, 1), writer, stop);
    buffer.writeRest(writer, stop);
    assertEquals(List.of(List.of(2, 3)), written());
  }

  @Test
  void stopsWritingWhenIndexingIsCancelled() {
    SmallCollectionBuffer buffer = buffer();
    stop.cancel();
    assertThrows(MergeAbortedException.class, () -> buffer.add(0, batch(buffer, 0), writer, stop));
  }

  @Test
  void buffersNoTextsNoReplacementsAndNothingThatOneThreadWrites() {
    IndexingOptions one = new IndexingOptions();
    IndexingOptions raw = new IndexingOptions();
    raw.storeRaw = true;
    IndexingOptions contents = new IndexingOptions();
    contents.storeContents = true;
    IndexingOptions texts = new IndexingOptions();
    texts.collection = "JsonCollection";
    IndexingOptions unique = new IndexingOptions();
    unique.uniqueDocid = true;
    for (IndexingOptions options : List.of(raw, contents, texts, unique)) {
      options.threads = 2;
      assertFalse(new SmallCollectionBuffer(options).takes(document(0, 0)));
    }
    assertFalse(new SmallCollectionBuffer(one).takes(document(0, 0)));
  }
}
