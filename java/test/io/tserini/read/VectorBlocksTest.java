package io.tserini.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever memory there is, the vectors are the ones that were indexed. */
final class VectorBlocksTest {
  private static final int DOCUMENTS = 500;
  private static final int ENTRY_BYTES = 8;

  private final List<String> expected = new ArrayList<>();
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;
  private Terms terms;
  private int longest;

  @BeforeEach
  void index() throws IOException {
    Random random = new Random(7);
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      for (int doc = 0; doc < DOCUMENTS; doc++) {
        TreeMap<String, Integer> vector = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        // Every tenth document is empty, and some are much longer than others.
        int tokens = doc % 10 == 0 ? 0 : random.nextInt(doc % 50 == 1 ? 300 : 20);
        for (int i = 0; i < tokens; i++) {
          String token = "t" + random.nextInt(200);
          vector.merge(token, 1, Integer::sum);
          text.append(token).append(' ');
        }
        longest = Math.max(longest, vector.size());
        List<String> entries = new ArrayList<>();
        vector.forEach((token, count) -> entries.add("\"" + token + "\": " + count));
        expected.add("{" + String.join(", ", entries) + "}");
        Document document = new Document();
        document.add(new TextField("contents", text.toString(), Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    reader = DirectoryReader.open(directory);
    terms = reader.leaves().get(0).reader().terms("contents");
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    directory.close();
  }

  private static String vector(VectorBlocks blocks, int doc) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    blocks.writeVector(doc, json);
    return json.toString(StandardCharsets.US_ASCII);
  }

  private int checkAll(long memory) throws IOException, TseriniException {
    VectorBlocks blocks = new VectorBlocks(terms, DOCUMENTS, memory, () -> {});
    int count = 0;
    int next = 0;
    while (blocks.next()) {
      assertEquals(next, blocks.first());
      assertTrue(blocks.end() > next);
      for (; next < blocks.end(); next++) {
        assertEquals(expected.get(next), vector(blocks, next));
      }
      count++;
    }
    assertEquals(DOCUMENTS, next);
    return count;
  }

  @Test
  void takesOneBlockWhereAllFits() throws IOException, TseriniException {
    assertEquals(1, checkAll(1 << 20));
  }

  @Test
  void takesMoreBlocksTheLessMemoryThereIs() throws IOException, TseriniException {
    int last = 1;
    for (int entries : new int[] {1000, 100, 10}) {
      int blocks = checkAll((long) entries * ENTRY_BYTES);
      assertTrue(blocks > last, entries + " entries: " + blocks + " blocks, before " + last);
      last = blocks;
    }
  }

  @Test
  void givesADocumentLargerThanTheMemoryABlockOfItsOwn() throws IOException, TseriniException {
    assertTrue(longest > 1);
    checkAll(1);
    checkAll((long) (longest - 1) * ENTRY_BYTES);
  }

  @Test
  void takesASegmentWithoutTerms() throws IOException, TseriniException {
    VectorBlocks blocks = new VectorBlocks(null, 3, 1, () -> {});
    assertTrue(blocks.next());
    assertEquals(3, blocks.end());
    assertEquals("{}", vector(blocks, 2));
  }

  @Test
  void stopsWhenItIsToldTo() {
    assertThrows(TseriniException.class, () -> new VectorBlocks(terms, DOCUMENTS, 1 << 20, () -> {
      throw new TseriniException("INTERRUPTED", "stopped");
    }));
  }
}
