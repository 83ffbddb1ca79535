package io.tserini.index;

import java.io.Closeable;
import java.io.IOException;

/** Where the batches of a collection come from. Thread-safe: threads take turns. */
interface BatchSource extends Closeable {
  /** The next batch, or null at the end. */
  Batch next() throws IOException;
}
