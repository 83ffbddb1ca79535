package io.tserini.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndexFolderTest {
  @TempDir Path folder;

  private Path index() {
    return folder.resolve("new/index");
  }

  /** A writer that has written a segment, and has not committed it. */
  private IndexWriter begun(FSDirectory directory) throws IOException {
    IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setCommitOnClose(false));
    writer.addDocument(new Document());
    writer.flush();
    return writer;
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void takesANewFolderAnEmptyOneAndAnIndex() throws IOException, TseriniException {
    assertTrue(IndexFolder.prepare(index().toString()));
    assertFalse(IndexFolder.prepare(index().toString()));
    try (FSDirectory directory = FSDirectory.open(index());
        IndexWriter writer = begun(directory)) {
      writer.commit();
      assertFalse(IndexFolder.prepare(index().toString()));
    }
  }

  @Test
  void refusesAFileAndAFolderWithOtherThings() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    for (Path path : List.of(file, folder)) {
      TseriniException e = assertThrows(TseriniException.class, () -> IndexFolder.prepare(path.toString()));
      assertTrue(e.getMessage().startsWith("INDEX|the "), e.getMessage());
      assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
    }
    assertEquals(List.of("thesis.txt"), names(folder));
  }

  @Test
  void removesWhatAFailedRunLeftAndNothingElse() throws IOException, TseriniException {
    IndexFolder.prepare(index().toString());
    try (FSDirectory directory = FSDirectory.open(index());
        IndexWriter writer = begun(directory)) {
      // Another writes to it.
      List<String> before = names(index());
      assertThrows(LockObtainFailedException.class, () -> IndexFolder.remove(index().toString()));
      assertEquals(before, names(index()));
      assertTrue(writer.isOpen());
    }
    IndexFolder.remove(index().toString());
    assertFalse(Files.exists(index()));

    IndexFolder.prepare(index().toString());
    try (FSDirectory directory = FSDirectory.open(index());
        IndexWriter writer = begun(directory)) {
      writer.commit();
    }
    // Another has finished it meanwhile.
    List<String> before = names(index());
    IndexFolder.remove(index().toString());
    assertEquals(before, names(index()));
  }
}
