package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexableField;
import org.junit.jupiter.api.Test;

final class TextRecordTest {
  private final IndexingOptions options = new IndexingOptions();
  private final Counters counters = new Counters();

  private static Batch batch(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Batch.ofLines(0, "docs.jsonl", 7, bytes, 0, bytes.length);
  }

  private RecordReader reader(String json) throws IOException {
    return new RecordReader(batch(json));
  }

  private static Map<String, String> fields(TextRecord record) {
    Document document = new Document();
    record.addFields(document);
    Map<String, String> fields = new TreeMap<>();
    for (IndexableField field : document) {
      fields.put(field.name(), field.stringValue());
    }
    return fields;
  }

  @Test
  void readsTextNumbersAndBooleansAsAnserini() throws Exception {
    options.fields = "title\nyear\nscore\nopen\nauthors\nnote";
    TextRecord record = new TextRecord(options, counters);
    try (RecordReader reader =
        reader(
            "{\"authors\": [{\"name\": \"x\"}], \"contents\": \"text\", \"id\": 12, \"year\": 1995,"
                + " \"score\": 1.50, \"open\": true, \"note\": null, \"other\": {\"id\": \"inner\"},"
                + " \"title\": \"t\"}")) {
      assertTrue(reader.next(record));
      assertFalse(reader.next(new TextRecord(options, counters)));
    }
    assertEquals("12", record.id());
    assertEquals(
        Map.of("contents", "text", "open", "true", "score", "1.5", "title", "t", "year", "1995"), fields(record));
    assertTrue(counters.fields.contains("title"));
    assertFalse(counters.fields.contains("authors"));
  }

  @Test
  void forgetsThePreviousRecord() throws Exception {
    options.fields = "title";
    TextRecord record = new TextRecord(options, counters);
    Batch batch =
        batch(
            "{\"id\": \"a\", \"contents\": \"one\", \"title\": \"t\"}\n"
                + "{\"id\": \"b\", \"contents\": \" \"}\n\n{\"id\": \"c\"}\n");
    try (RecordReader reader = new RecordReader(batch)) {
      assertTrue(reader.next(record));
      assertFalse(record.isEmpty());
      assertTrue(reader.next(record));
      assertEquals("b", record.id());
      assertTrue(record.isEmpty());
      assertEquals(Map.of("contents", " "), fields(record));
      assertThrows(InvalidRecordException.class, () -> reader.next(record));
      assertEquals(10, batch.lineInFile(reader.line()));
    }
  }
}
