package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.read.IndexView;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes that another program wrote, and that lack what this one, Anserini and Pyserini put in. */
final class ForeignIndexTest {
  private static final ImpactOptions PLAIN =
      new ImpactOptions(Double.NEGATIVE_INFINITY, Fields.CONTENTS, new float[] {1}, 0, 0, null);

  @TempDir Path folder;

  private void append(Field... fields) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      Document document = new Document();
      for (Field field : fields) {
        document.add(field);
      }
      writer.addDocument(document);
    }
  }

  private static Field text(String text) {
    return new TextField(Fields.CONTENTS, text, Field.Store.NO);
  }

  private static Field docValue(String id) {
    return new BinaryDocValuesField(Fields.ID, new BytesRef(id));
  }

  private void assertRefused(String reason) {
    TseriniException e = assertThrows(TseriniException.class, () -> new ImpactSearcher(folder.toString()).close());
    assertTrue(e.getMessage().startsWith("INDEX|" + reason), e.getMessage());
  }

  @Test
  void withoutDocidsInDocValuesIsReadButNotSearched() throws IOException, TseriniException {
    append(text("a"), new StringField(Fields.ID, "first", Field.Store.YES));
    append(text("b"));
    assertRefused("the index has no docids in the doc values of the field \"id\": " + folder);
    try (IndexView view = new IndexView(folder.toString(), Fields.CONTENTS)) {
      assertEquals("first", view.docid(0));
      assertNull(view.docid(1));
      assertNull(view.docid(2));
    }
  }

  @Test
  void withoutFrequenciesIsNotSearched() throws IOException {
    append(docValue("first"), new StringField(Fields.CONTENTS, "a", Field.Store.NO));
    assertRefused("the index has no ");
  }

  @Test
  void whoseNextCommitHasADocumentWithoutDocidSaysWhichItIs() throws IOException, TseriniException {
    append(docValue("first"), text("a b"));
    try (ImpactSearcher searcher = new ImpactSearcher(folder.toString())) {
      assertEquals(-1, searcher.refresh());
      byte[] found = searcher.search("1 a", 10, PLAIN, 0, Cancellation.NONE);
      append(text("b"), new StoredField("other", "field"));
      assertEquals(2, searcher.refresh());
      // The one with a docid is found as before; the other is met where it is a hit.
      assertEquals(found.length, searcher.search("1 a", 10, PLAIN, 0, Cancellation.NONE).length);
      TseriniException e = assertThrows(TseriniException.class, () -> searcher.search("1 b", 10, PLAIN, 0, Cancellation.NONE));
      assertTrue(e.getMessage().contains("document 1 has no docid in the doc values"), e.getMessage());
      assertNull(searcher.docids(0, 0, 10));
    }
  }
}
