package io.tserini.index;

import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;

/**
 * Changes the index of a folder in one Lucene commit. Until the commit, and after any failure or stop, the folder holds
 * what it held before.
 */
final class OneCommit {
  private final String folder;
  private final StopReason stop;

  OneCommit(String folder, StopReason stop) {
    this.folder = folder;
    this.stop = stop;
  }

  /** Opens the folder of the index. */
  interface Opening {
    Directory open(Path folder) throws IOException;
  }

  /** Makes the settings of the writer. */
  interface Settings {
    IndexWriterConfig make() throws IOException, TseriniException;
  }

  /** What is indexed. */
  interface Work {
    void index(IndexWriter writer) throws IOException, TseriniException;
  }

  /** Works and commits, or throws and leaves the folder as it was. */
  void run(Opening opening, Settings settings, Work work) throws TseriniException {
    boolean created = false;
    try {
      stop.check();
      IndexWriterConfig config = settings.make();
      created = IndexFolder.prepare(folder);
      try (Directory directory = new StoppableDirectory(opening.open(Path.of(folder)), stop);
          IndexWriter writer = new IndexWriter(directory, config)) {
        // Closing the writer discards what was not committed.
        work.index(writer);
        stop.check();
        writer.prepareCommit();
        stop.startCommit();
        writer.commit();
        stop.completeCommit();
      }
    } catch (Throwable e) {
      // Nothing that fails after the commit undoes it.
      if (!stop.isCommitted()) {
        if (created) {
          removeFolder();
        }
        throw explain(stop.failure() != null ? stop.failure() : e);
      }
    }
  }

  private TseriniException explain(Throwable e) {
    return switch (e) {
      case TseriniException known -> known;
      case InputFileException file -> file.forUser();
      default -> IndexFolder.explain(e, folder);
    };
  }

  private void removeFolder() {
    try {
      IndexFolder.remove(folder);
    } catch (IOException e) {
      // An empty folder remains, or Lucene's files without a commit, which the next run deletes.
    }
  }
}
