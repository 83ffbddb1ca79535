package io.tserini.index;

import io.tserini.store.Documents;
import io.tserini.store.Fields;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;

/**
 * Says which ids a writer's index has, by a reader of it and the changes since that was opened. For one thread.
 */
final class IdLookup implements Closeable {
  /** Some 10 MB. */
  private static final int MAX_CHANGES = 1 << 16;

  private final IndexWriter writer;
  private final Map<String, Boolean> changes = new HashMap<>();
  private DirectoryReader reader;

  IdLookup(IndexWriter writer) throws IOException {
    this.writer = writer;
    this.reader = DirectoryReader.open(writer);
  }

  boolean has(String id) throws IOException {
    Boolean changed = changes.get(id);
    return changed != null ? changed : new Documents(reader).find(Fields.ID, id) >= 0;
  }

  /** Notes that the index has a document of this id from now on, or has none. */
  void set(String id, boolean present) throws IOException {
    changes.put(id, present);
    if (changes.size() > MAX_CHANGES) {
      refresh();
    }
  }

  /** The number of documents of the writer. */
  int refresh() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
    if (newer != null) {
      reader.close();
      reader = newer;
    }
    changes.clear();
    return reader.numDocs();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
