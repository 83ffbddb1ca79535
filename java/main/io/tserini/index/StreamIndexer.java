package io.tserini.index;

import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;

/** A {@link CollectionIndexer} of records that the caller reads, and hands over in batches. */
public final class StreamIndexer extends CollectionIndexer {
  private final BatchQueue queue;

  /** @param options with what the collection is called, in errors, as the only file */
  public StreamIndexer(IndexingOptions options) {
    super(options);
    this.queue = new BatchQueue(options.files, 2 * options.threads, stop);
  }

  @Override
  BatchSource source() {
    return queue;
  }

  /**
   * Starts to hand over a batch, which ends once there is room for it.
   *
   * @param lines a line of JSON for each record
   * @return the call, whose result is 1, or 0 if the run has ended and takes no more
   */
  public int startPut(String lines) {
    return Calls.startLong(() -> queue.put(lines) ? 1 : 0);
  }

  /** Starts to say that no batch follows. */
  public int startEnd() {
    return Calls.startLong(queue::end);
  }

  @Override
  public void run() throws TseriniException {
    try {
      super.run();
    } finally {
      // Where it failed before it read anything, batches wait.
      stop.cancel();
    }
  }
}
