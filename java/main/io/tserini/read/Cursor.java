package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.IOException;

/** Iterates over the entries of an index, one batch per call, so that few calls cross the bridge. */
public abstract class Cursor {
  private static final int BATCH_BYTES = 1 << 16;

  private final String path;
  private boolean ended;

  /** @param path the index's folder, for messages */
  Cursor(String path) {
    this.path = path;
  }

  /**
   * Writes the next entry.
   *
   * @return false at the end; it is not called again
   */
  abstract boolean write(ByteWriter batch) throws IOException;

  /** The next entries; an empty array at the end. */
  public final int startNext() {
    return Calls.start(this::next);
  }

  private byte[] next() throws TseriniException {
    try {
      ByteWriter batch = new ByteWriter();
      while (!ended && batch.size() < BATCH_BYTES) {
        ended = !write(batch);
      }
      return batch.toBytes();
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }
}
