package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class HeldDocumentsTest {
  private static HeldDocuments holder() {
    IndexingOptions options = new IndexingOptions();
    options.threads = 2;
    return HeldDocuments.of(options);
  }

  private static Document document(int terms) {
    Document document = new Document();
    document.add(new StoredField("terms", terms));
    return document;
  }

  /** How many terms the documents have that it writes, in their order. */
  private static List<Integer> written(HeldDocuments held, BooleanSupplier stopped) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      held.writeTo(writer, stopped);
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
  void writesThoseOfMostTermsFirstAndOnce() throws IOException {
    List<Integer> terms = new Random(3).ints(200, 0, 50).boxed().toList();
    HeldDocuments held = holder();
    terms.forEach(count -> assertTrue(held.add(document(count), count)));
    assertEquals(
        terms.stream().sorted((a, b) -> b - a).toList(),
        written(held, () -> false));
    assertEquals(List.of(), written(held, () -> false));
  }

  @Test
  void holdsNothingMoreOnceThereIsTooMuch() throws IOException {
    HeldDocuments held = holder();
    assertTrue(held.add(document(7), 7));
    assertFalse(held.add(document(1), Integer.MAX_VALUE));
    assertFalse(held.add(document(1), 1));
    assertEquals(List.of(7), written(held, () -> false));
  }

  @Test
  void stopsWhenToldTo() throws IOException {
    HeldDocuments held = holder();
    IntStream.range(0, 10).forEach(i -> held.add(document(i), i));
    int[] asked = {0};
    assertEquals(List.of(9, 8, 7), written(held, () -> ++asked[0] > 3));
  }

  @Test
  void holdsNoTextsAndNothingOfWhatOneThreadWrites() {
    IndexingOptions one = new IndexingOptions();
    IndexingOptions raw = new IndexingOptions();
    raw.storeRaw = true;
    IndexingOptions contents = new IndexingOptions();
    contents.storeContents = true;
    IndexingOptions texts = new IndexingOptions();
    texts.collection = "JsonCollection";
    for (IndexingOptions options : List.of(raw, contents, texts)) {
      options.threads = 2;
      assertFalse(HeldDocuments.of(options).add(document(0), 0));
    }
    assertFalse(HeldDocuments.of(one).add(document(0), 0));
  }
}
