package io.tserini.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CiffExportTest {
  @TempDir Path folder;

  private interface Building {
    void build(IndexWriter writer) throws IOException;
  }

  private static void add(IndexWriter writer, String docid, String text) throws IOException {
    Document document = new Document();
    document.add(new TextField(Fields.CONTENTS, text, Field.Store.NO));
    document.add(new StringField(Fields.ID, docid, Field.Store.NO));
    document.add(new BinaryDocValuesField(Fields.ID, new BytesRef(docid)));
    writer.addDocument(document);
  }

  private byte[] export(boolean cancel, Building building) throws IOException, TseriniException {
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setMergePolicy(NoMergePolicy.INSTANCE);
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, config)) {
      building.build(writer);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        CiffExport ciff = new CiffExport(reader, Fields.CONTENTS, "made by a test", Integer.MAX_VALUE, "the index");
        if (cancel) {
          ciff.cancel();
        }
        Path file = folder.resolve("index.ciff");
        ciff.run(file.toString());
        return Files.readAllBytes(file);
      }
    }
  }

  @Test
  void segmentsAndDeletedDocumentsDoNotShow() throws IOException, TseriniException {
    byte[] one = export(false, writer -> {
      add(writer, "a", "x y x");
      add(writer, "b", "z z y");
      add(writer, "c", "");
    });
    byte[] parts = export(false, writer -> {
      add(writer, "gone", "gone x y");
      add(writer, "a", "x y x");
      writer.flush();
      add(writer, "b", "z z y");
      add(writer, "too", "gone z");
      add(writer, "c", "");
      writer.flush();
      writer.deleteDocuments(new Term(Fields.ID, "gone"), new Term(Fields.ID, "too"));
    });
    assertArrayEquals(one, parts);
  }

  @Test
  void aStopLeavesNoFile() {
    TseriniException stopped = assertThrows(
        TseriniException.class, () -> export(true, writer -> add(writer, "a", "x y x")));
    assertTrue(stopped.getMessage().startsWith("INTERRUPTED|"));
    assertTrue(Files.notExists(folder.resolve("index.ciff")));
  }
}
