package io.tserini.store;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;

/** Where readers of an index come from: the commits in its folder, or a writer that has it open. Thread-safe. */
public interface IndexSource {
  /** The index's folder, for messages. */
  String path();

  /** A reader of the newest state. */
  DirectoryReader open() throws TseriniException;

  /** A reader of the newest state; null if the given one shows it. */
  DirectoryReader openIfChanged(DirectoryReader old) throws IOException;

  /**
   * What the index is.
   *
   * @param reader one of this source
   * @param field the field by whose contents an index without a record is judged
   */
  IndexDescription describe(DirectoryReader reader, String field) throws IOException;

  /** Lets a searcher prepare for merged segments before readers show them. A folder's commits are not merged here. */
  default void addWarmer(IndexWriter.IndexReaderWarmer warmer) {}

  default void removeWarmer(IndexWriter.IndexReaderWarmer warmer) {}
}
