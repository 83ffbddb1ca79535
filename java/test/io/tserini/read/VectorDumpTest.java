package io.tserini.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorDumpTest {
  @TempDir Path folder;

  private static Document document(String docid, String text) {
    Document document = new Document();
    document.add(new TextField(Fields.CONTENTS, text, Field.Store.NO));
    if (docid != null) {
      document.add(new BinaryDocValuesField(Fields.ID, new BytesRef(docid)));
    }
    return document;
  }

  /** Dumps an index that has ids in doc values only, two segments of it. */
  private List<String> dump(boolean cancel, Document... second) throws IOException, TseriniException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      writer.addDocument(document("a", "x y x"));
      writer.flush();
      writer.addDocuments(List.of(second));
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        VectorDump dump = new VectorDump(reader, Fields.CONTENTS, "the index");
        if (cancel) {
          dump.cancel();
        }
        Path file = folder.resolve("vectors.jsonl");
        dump.run(file.toString());
        return Files.readAllLines(file);
      }
    }
  }

  private void assertNoFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void takesIdsFromDocValues() throws Exception {
    assertEquals(
        List.of(
            "{\"id\": \"a\", \"vector\": {\"x\": 2, \"y\": 1}}", "{\"id\": \"b\", \"vector\": {\"z\": 1}}"),
        dump(false, document("b", "z")));
  }

  @Test
  void namesADocumentWithoutAnId() throws Exception {
    TseriniException e =
        assertThrows(TseriniException.class, () -> dump(false, document("b", "z"), document(null, "z")));
    assertTrue(e.getMessage().startsWith("INDEX|document 2 of the index has no \"id\": the index"), e.getMessage());
    assertNoFile();
  }

  @Test
  void leavesNoFileWhenCancelled() throws Exception {
    TseriniException e = assertThrows(TseriniException.class, () -> dump(true, document("b", "z")));
    assertTrue(e.getMessage().startsWith("INTERRUPTED|"), e.getMessage());
    assertNoFile();
  }
}
